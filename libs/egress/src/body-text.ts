/** Collects the beginning of a body; what goes beyond `keepBytes` is only counted. */
export class BodyText {
  private readonly chunks: Buffer[] = []
  private kept = 0
  /** All bytes seen. */
  size = 0

  constructor(private readonly keepBytes: number) {}

  add(chunk: Buffer): void {
    this.size += chunk.length
    const room = this.keepBytes - this.kept
    if (room <= 0) return
    this.chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    this.kept += Math.min(chunk.length, room)
  }

  get isCut(): boolean {
    return this.size > this.kept
  }

  /** What was kept, as text that Postgres can store: valid UTF-8 of at most `keepBytes`, without NUL. */
  text(): string {
    if (this.kept === 0) return ''
    const [first] = this.chunks
    const bytes = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)
    return boundedText(bytes, this.keepBytes)
  }
}

/** UTF-8 as text without NUL; each broken byte becomes U+FFFD, which may take three, so the bound is kept twice. */
function boundedText(bytes: Buffer, maxBytes: number): string {
  const text = wholeCharacters(bytes).replaceAll('\0', '')
  return Buffer.byteLength(text) > maxBytes ? wholeCharacters(Buffer.from(text).subarray(0, maxBytes)) : text
}

/** Decodes without the character that the end of the buffer cuts in two, if there is one. */
function wholeCharacters(bytes: Buffer): string {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte >= 0xc0) return bytes.toString('utf8', 0, sequenceLength(byte) > back ? bytes.length - back : bytes.length)
    if (byte < 0x80) break
  }
  return bytes.toString('utf8')
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  return lead >= 0xe0 ? 3 : 2
}
