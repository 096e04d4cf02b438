import { z } from 'zod'

/**
 * Every code an answer can carry, with its HTTP status and title. Codes are stable: clients branch on them.
 * Source: RFC 9457; docs/errors.md is made from this table.
 */
export const PROBLEMS = {
  validation_failed: { status: 400, title: 'Validation failed' },
  malformed_body: { status: 400, title: 'Malformed body' },
  malformed_request: { status: 400, title: 'Malformed request' },
  url_refused: { status: 400, title: 'Destination refused' },
  header_refused: { status: 400, title: 'Header refused' },
  invalid_cursor: { status: 400, title: 'Invalid cursor' },
  unauthenticated: { status: 401, title: 'Authentication needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'Request not complete in time' },
  conflict: { status: 409, title: 'Conflict' },
  limit_reached: { status: 409, title: 'Limit reached' },
  payload_too_large: { status: 413, title: 'Too large' },
  uri_too_long: { status: 414, title: 'URI too long' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'Headers too large' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Unavailable' },
  timeout: { status: 504, title: 'No answer in time' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

/** One thing that is wrong with the input: `path` is dotted (`events.3.type`), empty for the whole. */
export const FieldError = z.strictObject({ path: z.string(), message: z.string() })
export type FieldError = z.infer<typeof FieldError>

/** RFC 9457 problem, `application/problem+json`. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(PROBLEM_CODES),
  request_id: z.string(),
  errors: z.array(FieldError).optional(),
  /** Of a publish that was not acknowledged: a retry with this id cannot double the event; `ids` for a batch, in order. */
  id: z.string().optional(),
  ids: z.array(z.string()).optional(),
})
export type Problem = z.infer<typeof Problem>

/** zod's issues as field errors, the member that is not known named by its own path. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: messageOf(issue) }]
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known member' }))
  })
}

const messageOf = ({ code, message }: z.core.$ZodIssue): string =>
  code === 'invalid_type' && message.endsWith('received undefined') ? 'is required' : message
