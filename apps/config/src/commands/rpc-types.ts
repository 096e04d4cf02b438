import type { ConfigRpc } from '@hookline/event-schemas'
import type { z } from 'zod'

export type RequestOf<M extends keyof ConfigRpc> = z.output<ConfigRpc[M]['request']>
export type ReplyOf<M extends keyof ConfigRpc> = z.output<ConfigRpc[M]['reply']>
