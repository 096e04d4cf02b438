import { z } from 'zod'

/** Any well-formed RFC 9562 UUID in 8-4-4-4-12 form, either case; comes out lower-case. */
export const Uuid = z
  .string()
  .regex(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, 'must be a UUID (8-4-4-4-12)')
  .transform((id) => id.toLowerCase())

/** RFC 3339 in UTC with milliseconds, as every time in an answer. */
export const Instant = z.iso.datetime({ precision: 3 })

/** RFC 3339 with any offset up to 14 hours, as a caller may give it; comes out as {@link Instant}. */
export const InstantInput = z.iso.datetime({ offset: true }).transform((text, context) => {
  const time = new Date(text)
  const year = time.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) {
    context.addIssue({ code: 'custom', message: 'is not a time that exists' })
    return z.NEVER
  }
  return time.toISOString()
})

const SEGMENTS = String.raw`[A-Za-z0-9][A-Za-z0-9_:-]*(\.[A-Za-z0-9][A-Za-z0-9_:-]*)*`
const MAX_NAME = 128

/** Names that begin so are ours: publishers are refused, and only a webhook that names them gets them. */
export const RESERVED_EVENT_PREFIX = 'hookline.'

/** Dot-separated segments of `[A-Za-z0-9_:-]` that begin with a letter or digit, 128 characters in all. */
export const EventTypeName = z
  .string()
  .max(MAX_NAME, `must have at most ${MAX_NAME} characters`)
  .regex(new RegExp(`^${SEGMENTS}$`), 'must be dot-separated segments of letters, digits, "_", ":" and "-"')

/** What a publisher may use: an {@link EventTypeName} outside the reserved `hookline.` names. */
export const PublishedEventType = EventTypeName.refine(
  (name) => !name.startsWith(RESERVED_EVENT_PREFIX),
  `must not begin with "${RESERVED_EVENT_PREFIX}"`,
)

/** A subscription: an exact name, or `prefix.*`. */
export const EventTypePattern = z
  .string()
  .max(MAX_NAME + 2, `must have at most ${MAX_NAME + 2} characters`)
  .regex(new RegExp(`^${SEGMENTS}(\\.\\*)?$`), 'must be an event type, or a prefix that ends in ".*"')

/** Text that a person reads: no control characters, no lone surrogates. */
export const plainText = (max: number, min = 1) =>
  z
    .string()
    .min(min, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !/[\u0000-\u001F\u007F]/.test(text) && text.isWellFormed(), 'must not contain control characters')
