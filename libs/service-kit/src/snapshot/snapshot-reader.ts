import {
  comparePositions,
  parseSnapshotKey,
  SnapshotRecord,
  type EntityKind,
  type SnapshotPosition,
} from '@hookline/event-schemas'
import type { KafkaMessage } from 'kafkajs'
import { TailReader, type TailReaderOptions } from '../kafka/tail-reader.js'

/** Holds one kind of entity in memory; told of every change in order. */
export interface SnapshotView {
  readonly kind: EntityKind
  put(id: string, value: unknown): void
  remove(id: string): void
}

interface Known {
  kind: EntityKind
  seq: number
  generation: number
}

interface Waiter {
  position: SnapshotPosition
  resolve: () => void
}

/**
 * Rebuilds config's entities from the compacted topic and follows it. Ready once it has reached a heartbeat that was
 * written after its start, in a topic whose marker it has seen (docs/architecture.md §1).
 */
export class SnapshotReader {
  private readonly reader: TailReader
  private readonly known = new Map<string, Known>()
  private readonly views: ReadonlyMap<string, SnapshotView>
  private waiters: Waiter[] = []
  private applied: SnapshotPosition = { generation: 0, offset: -1 }
  private changed: SnapshotPosition = { generation: 0, offset: -1 }
  private caughtUp = false
  private readonly unreadable = new Set<string>()

  constructor(
    views: SnapshotView[],
    private readonly options: Omit<TailReaderOptions, 'from' | 'onMessage'>,
  ) {
    this.views = new Map(views.map((view) => [view.kind, view]))
    const onMessage = (message: KafkaMessage, offset: number): void => this.apply(message, offset)
    this.reader = new TailReader({ ...options, from: 'beginning', onMessage })
  }

  start(): Promise<void> {
    return this.reader.start()
  }

  stop(): Promise<void> {
    return this.reader.stop()
  }

  /** The last change that is in memory: heartbeats do not move it, so that nobody waits for one. */
  get position(): SnapshotPosition {
    return this.changed
  }

  get size(): number {
    return this.known.size
  }

  /** `true`, or why not. */
  readiness(): true | string {
    if (this.unreadable.size > 0) return 'the configuration snapshot holds records of an unknown version'
    if (this.applied.generation === 0) return 'the configuration snapshot has no marker yet: is config running?'
    return this.caughtUp || 'the configuration snapshot is still being read'
  }

  /** Resolves with `true` once everything up to `position` is in memory, with `false` after `timeoutMs`. */
  async waitFor(position: SnapshotPosition, timeoutMs: number): Promise<boolean> {
    if (this.has(position)) return true
    return new Promise((resolve) => {
      const waiter: Waiter = { position, resolve: () => (clearTimeout(timer), resolve(true)) }
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter)
        resolve(false)
      }, timeoutMs)
      this.waiters.push(waiter)
    })
  }

  has(position: SnapshotPosition): boolean {
    return comparePositions(position, this.applied) <= 0
  }

  private apply(message: KafkaMessage, offset: number): void {
    const key = message.key?.toString() ?? ''
    if (message.value === null) this.drop(key, offset)
    else this.applyRecord(key, message.value, offset)
    this.applied = { generation: this.applied.generation, offset }
    this.wake()
  }

  private applyRecord(key: string, value: Buffer, offset: number): void {
    const parsed = SnapshotRecord.safeParse(parse(value))
    if (!parsed.success) {
      this.unreadable.add(key)
      this.options.logger.error('snapshot.unreadable', parsed.error, { record: key, offset })
      return
    }
    this.unreadable.delete(key)
    const record = parsed.data
    if (record.kind === 'heartbeat') this.heartbeat(record.generation, offset)
    else if (record.kind === 'marker') this.beginGeneration(record.generation, offset)
    else this.put(key, record, offset)
  }

  private put(key: string, { kind, seq, generation, value }: SnapshotRecord, offset: number): void {
    const known = this.known.get(key)
    if (known !== undefined && known.generation === generation && seq < known.seq) return
    if (generation < this.applied.generation) return
    this.known.set(key, { kind: kind as EntityKind, seq, generation })
    this.views.get(kind)?.put(parseSnapshotKey(key).id, value)
    this.changed = { generation: this.applied.generation, offset }
  }

  private drop(key: string, offset: number): void {
    this.unreadable.delete(key)
    this.forget(key)
    this.changed = { generation: this.applied.generation, offset }
  }

  private forget(key: string): void {
    const known = this.known.get(key)
    if (known === undefined) return
    this.known.delete(key)
    this.views.get(known.kind)?.remove(parseSnapshotKey(key).id)
  }

  /** The marker ends a complete set: what an older generation still holds here was deleted meanwhile. */
  private beginGeneration(generation: number, offset: number): void {
    for (const [key, known] of this.known) if (known.generation < generation) this.forget(key)
    this.applied = { generation, offset }
    this.changed = { generation, offset }
  }

  private heartbeat(generation: number, offset: number): void {
    const end = this.reader.endsAtStart.get(0) ?? 0
    if (generation === this.applied.generation && offset >= end) this.caughtUp = true
  }

  private wake(): void {
    if (this.waiters.length === 0) return
    const due = this.waiters.filter(({ position }) => this.has(position))
    this.waiters = this.waiters.filter(({ position }) => !this.has(position))
    for (const { resolve } of due) resolve()
  }
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString())
  } catch {
    return undefined
  }
}
