import { z } from 'zod'
import { Instant, InstantInput, plainText } from './names.js'

export const SCOPES = ['events:write', 'read', 'manage'] as const
export const Scope = z.enum(SCOPES)
export type Scope = z.infer<typeof Scope>

export const CreateApiKey = z.strictObject({
  name: plainText(200),
  scopes: z
    .array(Scope)
    .min(1)
    .default([...SCOPES])
    .transform((scopes) => [...new Set(scopes)]),
  expires_at: InstantInput.nullish().transform((time) => time ?? null),
})
export type CreateApiKey = z.infer<typeof CreateApiKey>

export const ApiKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  created_at: Instant,
  expires_at: Instant.nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

/** The only answer that ever carries the key itself. */
export const CreatedApiKey = ApiKey.extend({ key: z.string() })
export type CreatedApiKey = z.infer<typeof CreatedApiKey>
