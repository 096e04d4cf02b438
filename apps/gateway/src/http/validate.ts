import { fieldErrors, type FieldError } from '@hookline/dto'
import { DomainError } from '@hookline/service-kit'
import type { z } from 'zod'

const MOST_ERRORS = 50
const LONGEST_PATH = 200

/** Parses with the schema that names the type. @throws DomainError `validation_failed` with the path of each fault */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(fieldErrors(parsed.error))
}

/** Paths may repeat a member's name as the caller spelt it, so they are cut. */
export function invalid(errors: FieldError[]): DomainError {
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map(({ path, message }) => ({ path: path.slice(0, LONGEST_PATH), message }))
  const [first] = shown
  const detail = first === undefined ? 'The request is not valid.' : `${first.path || 'The request'}: ${first.message}`
  return new DomainError('validation_failed', detail, { errors: shown })
}
