import { z } from 'zod'

export const MAX_LIMIT = 250

/** `limit` (1–250, default 50) and `cursor` of every list. Plain decimal only: `Number()` would take `1e3` and ` 1`. */
export const PageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`))
    .default(50),
  cursor: z.string().min(1).max(512).optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

/** `{ data, next_cursor }`, the shape of every list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() })

export interface Page<T> {
  data: T[]
  next_cursor: string | null
}
