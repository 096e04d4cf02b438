import { z } from 'zod'
import { Instant, plainText, Uuid } from './names.js'

const name = plainText(200)

/** An admin may give the `id`, so that whoever moves in keeps his identifiers. */
export const CreateTenant = z.strictObject({ name, id: Uuid.optional() })
export type CreateTenant = z.infer<typeof CreateTenant>

export const UpdateTenant = z.strictObject({ name: name.optional() })
export type UpdateTenant = z.infer<typeof UpdateTenant>

export const Tenant = z.strictObject({ id: z.string(), name: z.string(), created_at: Instant, updated_at: Instant })
export type Tenant = z.infer<typeof Tenant>
