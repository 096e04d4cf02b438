import { headerText, RPC_HEADERS, RpcFault } from '@hookline/event-schemas'
import type { KafkaMessage } from 'kafkajs'
import { DomainError } from '../errors/domain-error.js'
import { errorOf } from './rpc-fault.js'

interface Pending {
  resolve: (body: unknown) => void
  reject: (error: unknown) => void
  timer: NodeJS.Timeout
}

/** The calls of this instance that wait for an answer, by request id. */
export class RpcReplies {
  private readonly pending = new Map<string, Pending>()

  constructor(readonly instance: string) {}

  /** Resolves with the reply's body; a fault or the deadline rejects with a {@link DomainError}. */
  wait(requestId: string, deadlineMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = new DomainError(
        'timeout',
        `No answer within ${deadlineMs} ms. The change may still come into force.`,
      )
      const timer = setTimeout(() => this.settle(requestId)?.reject(late), deadlineMs)
      this.pending.set(requestId, { resolve, reject, timer })
    })
  }

  fail(requestId: string, error: unknown): void {
    this.settle(requestId)?.reject(error)
  }

  receive(message: KafkaMessage): void {
    if (headerText(message, RPC_HEADERS.instance) !== this.instance) return
    const call = this.settle(headerText(message, RPC_HEADERS.requestId) ?? '')
    if (call === undefined) return
    const body: unknown = JSON.parse(message.value?.toString() ?? 'null')
    if (headerText(message, RPC_HEADERS.outcome) === 'ok') call.resolve(body)
    else call.reject(errorOf(RpcFault.parse(body)))
  }

  private settle(requestId: string): Pending | undefined {
    const call = this.pending.get(requestId)
    if (call === undefined) return undefined
    this.pending.delete(requestId)
    clearTimeout(call.timer)
    return call
  }
}
