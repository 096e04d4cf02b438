import type { Page, PageQuery } from '@hookline/dto'
import type { Cursors } from '../http/cursors.js'
import type { After, Entity } from '../snapshot/entity.view.js'

interface Source<T> {
  page: (limit: number, after: After | undefined) => { items: readonly T[]; more: boolean }
  /** The kind of list and whose it is: a cursor of another one is refused. */
  list: string
}

/** A page of entities that are in memory. */
export function memoryPage<T extends Entity, D>(
  source: Source<T>,
  { limit, cursor }: PageQuery,
  cursors: Cursors,
  toDto: (entity: T) => D,
): Page<D> {
  const after = cursor === undefined ? undefined : (JSON.parse(cursors.open(source.list, cursor)) as After)
  const { items, more } = source.page(limit, after)
  const last = items.at(-1)
  const next = more && last !== undefined ? JSON.stringify([last.created_at, last.id]) : undefined
  return {
    data: items.map((item) => toDto(item)),
    next_cursor: next === undefined ? null : cursors.seal(source.list, next),
  }
}
