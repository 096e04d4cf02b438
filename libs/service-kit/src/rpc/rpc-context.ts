import { headerText, RPC_HEADERS, type RecordLike } from '@hookline/event-schemas'

/** What a request carries beside its body. */
export interface RpcContext {
  method: string
  /** The command's identity: repeated with the same one, it runs once. */
  requestId: string
  /** The gateway instance that waits for the reply. */
  instance: string
  /** Milliseconds since the epoch; nobody waits for the answer after it. */
  deadline: number
  traceparent: string | undefined
}

export function readRpcContext(record: RecordLike): RpcContext | undefined {
  const method = headerText(record, RPC_HEADERS.method)
  const requestId = headerText(record, RPC_HEADERS.requestId)
  const instance = headerText(record, RPC_HEADERS.instance)
  const deadline = Number(headerText(record, RPC_HEADERS.deadline))
  if (!method || !requestId || !instance || !Number.isFinite(deadline)) return undefined
  return { method, requestId, instance, deadline, traceparent: headerText(record, RPC_HEADERS.traceparent) }
}
