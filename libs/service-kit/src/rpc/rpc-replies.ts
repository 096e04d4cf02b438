import { headerText, RPC_HEADERS, RpcFault } from '@hookline/event-schemas'
import type { KafkaMessage } from 'kafkajs'
import { DomainError } from '../errors/domain-error.js'
import { errorOf } from './rpc-fault.js'

interface Pending {
  resolve: (body: unknown) => void
  reject: (error: unknown) => void
  timer: NodeJS.Timeout
}

/** The calls of this instance that wait for an answer, by request id; a command that is repeated meanwhile waits for the same. */
export class RpcReplies {
  private readonly pending = new Map<string, Pending[]>()

  constructor(readonly instance: string) {}

  /** Resolves with the reply's body; a fault or the deadline rejects with a {@link DomainError}. */
  wait(requestId: string, deadlineMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = new DomainError(
        'timeout',
        `No answer within ${deadlineMs} ms. The change may still come into force.`,
      )
      const timer = setTimeout(() => {
        this.forget(requestId, call)
        reject(late)
      }, deadlineMs)
      const call: Pending = { resolve, reject, timer }
      this.pending.set(requestId, [...(this.pending.get(requestId) ?? []), call])
    })
  }

  fail(requestId: string, error: unknown): void {
    for (const call of this.settle(requestId)) call.reject(error)
  }

  receive(message: KafkaMessage): void {
    if (headerText(message, RPC_HEADERS.instance) !== this.instance) return
    const calls = this.settle(headerText(message, RPC_HEADERS.requestId) ?? '')
    if (calls.length === 0) return
    const body: unknown = JSON.parse(message.value?.toString() ?? 'null')
    const answered = headerText(message, RPC_HEADERS.outcome) === 'ok'
    const fault = answered ? undefined : errorOf(RpcFault.parse(body))
    for (const call of calls) {
      if (fault === undefined) call.resolve(body)
      else call.reject(fault)
    }
  }

  private settle(requestId: string): Pending[] {
    const calls = this.pending.get(requestId) ?? []
    this.pending.delete(requestId)
    for (const { timer } of calls) clearTimeout(timer)
    return calls
  }

  private forget(requestId: string, call: Pending): void {
    const others = (this.pending.get(requestId) ?? []).filter((other) => other !== call)
    if (others.length === 0) this.pending.delete(requestId)
    else this.pending.set(requestId, others)
  }
}
