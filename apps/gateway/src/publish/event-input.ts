/** An event as a publisher gave it, whatever the format, checked but not yet identified. */
export interface EventInput {
  /** The publisher's own id. */
  id: string | undefined
  source: string
  type: string
  /** RFC 3339 in UTC. */
  occurredAt: string | undefined
  contentType: string
  /** Exactly the publisher's bytes. */
  payload: Buffer
  orderingKey: string | undefined
  tags: readonly string[]
  /** Further CloudEvents attributes: carried on the record as they came. */
  extensions: Readonly<Record<string, string>>
}

/**
 * The CloudEvents source of what is published as native JSON. Derived ids contain it, so it must never change, or a
 * repeat after an update would be another event.
 */
export const nativeSource = (tenantId: string): string => `/v1/tenants/${tenantId}`
