import type { Page, PageQuery } from '@hookline/dto'
import type { Cursors } from '../http/cursors.js'

/** A page that delivery reads: its cursors go out sealed, so that a foreign or made-up one never reaches it. */
export async function deliveryPage<Q extends PageQuery, T>(
  list: string,
  query: Q,
  cursors: Cursors,
  ask: (query: Q) => Promise<Page<T>>,
): Promise<Page<T>> {
  const opened = query.cursor === undefined ? query : { ...query, cursor: cursors.open(list, query.cursor) }
  const { data, next_cursor } = await ask(opened)
  return { data, next_cursor: next_cursor === null ? null : cursors.seal(list, next_cursor) }
}
