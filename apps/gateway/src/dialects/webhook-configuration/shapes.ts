import { Uuid } from '@hookline/dto'
import { z } from 'zod'
import { textFault } from '../../webhooks/webhook-checks.js'

/** Contract: the vendor's documentation of the Webhook configuration API, and the decisions A1–A40 on it. */

const signatureKey = z.string().superRefine((text, context) => {
  const message = textFault(text)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})
const headers = z.record(z.string(), z.string())

/** Unknown fields are ignored, as the vendor does (A6). */
export const CreateConfiguration = z.object({
  tenant_key: Uuid,
  url: z.string(),
  hmac_signature_key: signatureKey,
  headers: headers.optional(),
})
export type CreateConfiguration = z.infer<typeof CreateConfiguration>

/** Absent = unchanged; `headers` replaces the whole map (A4). The keys may be repeated but not changed (A5). */
export const UpdateConfiguration = z.object({
  url: z.string().optional(),
  hmac_signature_key: signatureKey.optional(),
  headers: headers.optional(),
  tenant_key: Uuid.optional(),
  configuration_key: Uuid.optional(),
})
export type UpdateConfiguration = z.infer<typeof UpdateConfiguration>

/** The five fields, in this order, and no others (A39). */
export const Configuration = z.strictObject({
  configuration_key: z.string(),
  tenant_key: z.string(),
  url: z.string(),
  headers,
  hmac_signature_key: z.string(),
})
export type Configuration = z.infer<typeof Configuration>

const MAX_PAGE_SIZE = 100

/** Plain decimal only: `Number()` would take `1e3`, `0x10`, ` 1` and the empty text (A22). */
const decimal = z
  .string('must be given once')
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')
  .transform(Number)

const NAMES = new Set(['tenant_key', 'page', 'page_size'])

/** Other parameters are ignored; one of these as an array (`page[]=1`) is not (A26). */
export const ListQuery = z
  .looseObject({
    tenant_key: Uuid,
    page: decimal.default(1),
    page_size: decimal.pipe(z.int().max(MAX_PAGE_SIZE, `must be at most ${MAX_PAGE_SIZE}`)).default(MAX_PAGE_SIZE),
  })
  .superRefine((query, context) => {
    const array = Object.keys(query).find((name) => name.includes('[') && NAMES.has(name.split('[', 1)[0]!))
    if (array !== undefined) context.addIssue({ code: 'custom', path: [array], message: 'must be given once' })
  })
export type ListQuery = z.infer<typeof ListQuery>

export const ConfigurationPage = z.strictObject({
  data: z.array(Configuration),
  pagination: z.strictObject({
    current_page: z.int(),
    page_size: z.int(),
    total_rows: z.int(),
    total_pages: z.int(),
  }),
})
export type ConfigurationPage = z.infer<typeof ConfigurationPage>

export const Nothing = z.strictObject({})
