import type { EntityKind } from '@hookline/event-schemas'
import type { SnapshotView } from '@hookline/service-kit'

export interface Entity {
  id: string
  created_at: string
}

/** Where a page begins: after this entity. */
export type After = [createdAt: string, id: string]

/** All entities of one kind by id, and those of a tenant oldest first. */
export class EntityView<T extends Entity> implements SnapshotView {
  private readonly byId = new Map<string, T>()
  private readonly groups = new Map<string, Set<T>>()
  /** Sorted when a list is asked for, and kept until the group changes. */
  private readonly sorted = new Map<string, readonly T[]>()

  constructor(
    readonly kind: EntityKind,
    private readonly groupOf: (entity: T) => string,
  ) {}

  put(id: string, value: unknown): void {
    this.remove(id)
    const entity = value as T
    const group = this.groupOf(entity)
    this.byId.set(id, entity)
    const members = this.groups.get(group)
    if (members === undefined) this.groups.set(group, new Set([entity]))
    else members.add(entity)
    this.sorted.delete(group)
  }

  remove(id: string): void {
    const entity = this.byId.get(id)
    if (entity === undefined) return
    const group = this.groupOf(entity)
    const members = this.groups.get(group)
    this.byId.delete(id)
    members?.delete(entity)
    if (members?.size === 0) this.groups.delete(group)
    this.sorted.delete(group)
  }

  get(id: string): T | undefined {
    return this.byId.get(id)
  }

  /** Oldest first, the id as tie-break: the order is stable while others are added. */
  list(group: string): readonly T[] {
    const known = this.sorted.get(group)
    if (known !== undefined) return known
    const list = [...(this.groups.get(group) ?? [])].sort(byAge)
    this.sorted.set(group, list)
    return list
  }

  /** At most `limit` after `after`, and whether there are more. */
  page(group: string, limit: number, after: After | undefined): { items: readonly T[]; more: boolean } {
    const all = this.list(group)
    const begin = after === undefined ? 0 : firstAfter(all, after)
    return { items: all.slice(begin, begin + limit), more: begin + limit < all.length }
  }
}

const byAge = (a: Entity, b: Entity): number => compare(a.created_at, b.created_at) || compare(a.id, b.id)

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

function firstAfter(sorted: readonly Entity[], [createdAt, id]: After): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (byAge(sorted[middle]!, { created_at: createdAt, id }) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
