import { Uuid } from '@hookline/dto'
import { DomainError, notFound } from '@hookline/service-kit'

/** The id of a new entity, in lower case. @throws DomainError `validation_failed` */
export function newId(id: string): string {
  const parsed = Uuid.safeParse(id)
  if (parsed.success) return parsed.data
  throw new DomainError('validation_failed', 'The id is not valid', {
    errors: [{ path: 'id', message: 'must be a UUID' }],
  })
}

/** The id of what should exist; what is no UUID does not. @throws DomainError `not_found` */
export function knownId(id: string, what: string): string {
  const parsed = Uuid.safeParse(id)
  if (parsed.success) return parsed.data
  throw notFound(what)
}

/** @throws DomainError `not_found` */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(what)
  return value
}
