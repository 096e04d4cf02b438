import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { Client } from 'undici'
import { type ConnectPolicy, type Endpoint, openSocket } from './connect.js'
import type { Exchange } from './exchange.js'

export interface PoolOptions extends ConnectPolicy {
  readonly headersMaxBytes: number
  readonly maxSocketsPerOrigin: number
  readonly keepAliveMs: number
  readonly maxSocketAgeMs: number
}

/** A connection: an undici client that serves one exchange at a time and is dropped with its socket. */
interface Lane {
  readonly client: Client
  socket: Socket | undefined
  connectedAt: number
}

/** What is kept back from a server's hint of how long it keeps a connection. */
const HINT_MARGIN_MS = 1000

const ignore = (): void => undefined

/**
 * The connections to one origin. Not undici's own Pool: that lets a busy socket outlive its age, and can only drop a
 * request that waits by giving it a healthy socket to destroy.
 */
export class OriginPool {
  private readonly lanes = new Set<Lane>()
  private readonly idle: Lane[] = []
  private readonly waiting = new Set<Exchange>()
  private readonly running = new Map<Exchange, Lane>()

  /** @param onEmpty called when neither a connection nor a request is left. */
  constructor(
    private readonly origin: string,
    private readonly endpoint: Endpoint,
    private readonly options: PoolOptions,
    private readonly onEmpty: () => void,
  ) {}

  /** Starts the exchange, or lets it wait its turn. */
  run(exchange: Exchange): void {
    const lane = this.takeIdle() ?? this.open()
    if (lane === undefined) this.waiting.add(exchange)
    else this.start(lane, exchange)
  }

  /** To be called once for each exchange that was run. @param isComplete whether its connection may serve again. */
  end(exchange: Exchange, isComplete: boolean): void {
    const lane = this.running.get(exchange)
    if (lane === undefined) {
      this.waiting.delete(exchange)
      return
    }
    this.running.delete(exchange)
    // undici is still busy with the end of the answer: only after it does it show whether the socket stays open.
    if (isComplete) queueMicrotask(() => this.release(lane))
    else this.drop(lane)
  }

  /** Closes all connections, whatever they are doing. */
  close(): void {
    for (const lane of this.lanes) this.drop(lane)
  }

  private start(lane: Lane, exchange: Exchange): void {
    this.running.set(exchange, lane)
    lane.client.dispatch(exchange.request, exchange)
  }

  private release(lane: Lane): void {
    if (!this.isUsable(lane)) return this.drop(lane)
    const next = this.takeWaiting()
    if (next === undefined) this.idle.push(lane)
    else this.start(lane, next)
  }

  private discard(lane: Lane): boolean {
    if (!this.lanes.delete(lane)) return false
    lane.client.destroy(ignore)
    lane.socket?.destroy()
    return true
  }

  /** Closes a connection and gives its place to the next that waits. */
  private drop(lane: Lane): void {
    if (!this.discard(lane)) return
    const next = this.takeWaiting()
    if (next !== undefined) this.run(next)
    else if (this.lanes.size === 0) this.onEmpty()
  }

  private takeWaiting(): Exchange | undefined {
    for (const exchange of this.waiting) {
      this.waiting.delete(exchange)
      return exchange
    }
    return undefined
  }

  /** The one that was used last: so the others grow old and close when there is less to do. */
  private takeIdle(): Lane | undefined {
    for (let lane = this.idle.pop(); lane !== undefined; lane = this.idle.pop()) {
      if (this.isUsable(lane)) return lane
      this.discard(lane)
    }
    return undefined
  }

  private isUsable({ socket, connectedAt }: Lane): boolean {
    return socket?.destroyed === false && performance.now() - connectedAt < this.options.maxSocketAgeMs
  }

  private open(): Lane | undefined {
    if (this.lanes.size >= this.options.maxSocketsPerOrigin) return undefined
    const lane: Lane = { client: this.createClient(() => lane), socket: undefined, connectedAt: 0 }
    lane.client.on('disconnect', () => this.dropIdle(lane))
    // undici emits it for a fault of its own; without a listener it would end the process.
    const emitter: EventEmitter = lane.client
    emitter.on('error', () => this.drop(lane))
    this.lanes.add(lane)
    return lane
  }

  private dropIdle(lane: Lane): void {
    const at = this.idle.indexOf(lane)
    if (at === -1) return
    this.idle.splice(at, 1)
    this.drop(lane)
  }

  private createClient(lane: () => Lane): Client {
    const { headersMaxBytes, keepAliveMs, maxSocketAgeMs } = this.options
    return new Client(this.origin, {
      allowH2: false,
      pipelining: 1,
      maxHeaderSize: headersMaxBytes,
      // The exchange's deadline is the only clock: idle timeouts are fooled by a drip of bytes.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: maxSocketAgeMs,
      keepAliveTimeoutThreshold: HINT_MARGIN_MS,
      connect: (_options, callback) => {
        const self = lane()
        self.socket = openSocket(this.endpoint, this.options, (...result) => {
          self.connectedAt = performance.now()
          callback(...result)
        })
      },
    })
  }
}
