import { Problem, PROBLEMS } from '@hookline/dto'
import type { z } from 'zod'
import type { Failure } from './failure.js'

/** How errors look on the paths of one dialect. */
export interface AnswerFormat {
  /** Paths that begin so answer errors in this format. */
  prefix: string
  contentType: string
  schema: z.ZodType
  render(failure: Failure, requestId: string): object
}

/** RFC 9457, for the native API and for everything that no dialect claims. */
export const nativeFormat: AnswerFormat = {
  prefix: '/',
  contentType: 'application/problem+json; charset=utf-8',
  schema: Problem,
  render: ({ code, status, detail, errors, extra }, requestId): Problem => ({
    type: `urn:hookline:problem:${code}`,
    title: PROBLEMS[code].title,
    status,
    detail,
    code,
    request_id: requestId,
    ...(errors && { errors }),
    ...extra,
  }),
}

/** Finds the format for a request target, which may be in absolute form. */
export class AnswerFormats {
  constructor(private readonly dialects: readonly AnswerFormat[]) {}

  of(target: string): AnswerFormat {
    const path = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '')
    return this.dialects.find(({ prefix }) => path.startsWith(prefix)) ?? nativeFormat
  }
}
