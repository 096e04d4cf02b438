const INDEX = /^(?:0|[1-9]\d{0,8})$/

interface Segment {
  readonly name: string
  /** -1 when the name is no index of a list. */
  readonly index: number
}

export type Path = readonly Segment[]

export const parsePath = (path: string): Path =>
  path.split('.').map((name) => ({ name, index: INDEX.test(name) ? Number(name) : -1 }))

/**
 * What stands at the path; `undefined` = absent. Own members of objects and indexes of lists only: nothing that is
 * inherited, and `__proto__` never, not even where a payload has a member of that name.
 */
export function lookup(payload: unknown, path: Path): unknown {
  let value = payload
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Array.isArray(value) ? elementOf(value, segment) : memberOf(value as Record<string, unknown>, segment)
  }
  return value
}

const elementOf = (list: unknown[], { index }: Segment): unknown => (index < 0 ? undefined : list[index])

const memberOf = (object: Record<string, unknown>, { name }: Segment): unknown =>
  name !== '__proto__' && Object.hasOwn(object, name) ? object[name] : undefined
