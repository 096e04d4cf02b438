import { z } from 'zod'

export const RETRY_PRESETS = ['standard', 'qi', 'linear', 'exponential'] as const
export const RetryPreset = z.enum(RETRY_PRESETS)
export type RetryPreset = z.infer<typeof RetryPreset>

const WEEK_SECONDS = 7 * 24 * 3600

/** When a failed attempt is repeated: a preset, or the seconds to wait before each retry. Jitter is a share (0–0.5). */
export const RetryPolicy = z
  .strictObject({
    preset: RetryPreset.optional(),
    schedule: z.array(z.number().min(0).max(WEEK_SECONDS)).max(50).optional(),
    jitter: z.number().min(0).max(0.5).optional(),
    /** No attempt begins when the delivery is older. */
    max_age_seconds: z
      .int()
      .min(1)
      .max(30 * 86_400)
      .optional(),
    /** Answers after which trying again is pointless. */
    no_retry_statuses: z.array(z.int().min(300).max(599)).max(100).optional(),
  })
  .refine((policy) => (policy.preset === undefined) !== (policy.schedule === undefined), {
    message: 'give either "preset" or "schedule"',
  })
export type RetryPolicy = z.infer<typeof RetryPolicy>
