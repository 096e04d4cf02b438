interface Entry {
  offset: number
  done: boolean
}

/**
 * The low watermark of one partition: records end in any order, but only the offset below which all have ended may be
 * committed. Offsets are numbers: safe up to 2^53.
 */
export class Watermark {
  private readonly entries: Entry[] = []
  private head = 0
  private next: number

  constructor(firstOffset: number) {
    this.next = firstOffset
  }

  /** The offset after the last record that began here. */
  get end(): number {
    return this.next
  }

  get inFlight(): number {
    return this.entries.length - this.head
  }

  /** Registers a record; call the result once it needs no re-reading. */
  begin(offset: number): () => void {
    const entry: Entry = { offset, done: false }
    this.entries.push(entry)
    this.next = offset + 1
    return () => {
      entry.done = true
    }
  }

  /** The offset to commit: that of the oldest record that has not ended, else the end. */
  low(): number {
    while (this.entries[this.head]?.done === true) this.head += 1
    if (this.head > 1024 || this.head === this.entries.length) {
      this.entries.splice(0, this.head)
      this.head = 0
    }
    return this.entries[this.head]?.offset ?? this.next
  }
}
