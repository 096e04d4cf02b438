import { FieldError, PROBLEM_CODES } from '@hookline/dto'
import { z } from 'zod'

/** Headers of a request and of its reply. `deadline` is milliseconds since the epoch. */
export const RPC_HEADERS = {
  method: 'hookline-rpc-method',
  requestId: 'hookline-rpc-request',
  instance: 'hookline-rpc-instance',
  deadline: 'hookline-rpc-deadline',
  outcome: 'hookline-rpc-outcome',
  traceparent: 'traceparent',
} as const

export const RpcFault = z.object({
  code: z.enum(PROBLEM_CODES),
  message: z.string(),
  errors: z.array(FieldError).optional(),
  retry_after_seconds: z.number().optional(),
})
export type RpcFault = z.infer<typeof RpcFault>

/** A request–reply call: which service answers, what goes in, what comes out. */
export interface RpcMethod<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  request: I
  reply: O
}

export const method = <I extends z.ZodType, O extends z.ZodType>(request: I, reply: O): RpcMethod<I, O> => ({
  request,
  reply,
})
