import { z } from 'zod'
import { filterLimitFault } from './filter-limits.js'

export const FILTER_OPS = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'starts',
  'ends',
  'contains',
  'exists',
] as const
export type FilterOp = (typeof FILTER_OPS)[number]

export type FilterScalar = string | number | boolean | null

/** A question about one place of the payload: `data.items.0.sku`, own members and array indexes only. */
export interface FilterCondition {
  path: string
  op: FilterOp
  value?: FilterScalar | FilterScalar[]
}

/** The operator tree over a payload. What it means: docs/filters.md and libs/expressions. */
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | FilterCondition

const MAX_PATH = 256
const MAX_SEGMENTS = 32
const MAX_TEXT = 1_024
const MAX_LIST = 100

/** Postgres keeps neither U+0000 nor lone surrogates. */
const storable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

const text = z
  .string()
  .max(MAX_TEXT, `must have at most ${MAX_TEXT} characters`)
  .refine(storable, 'must be Unicode text without U+0000')
const scalar = z.union([text, z.number(), z.boolean(), z.null()], {
  error: 'must be a string, a finite number, true, false or null',
})
const comparable = z.union([text, z.number()], { error: 'must be a string or a finite number' })
const list = z
  .array(scalar, { error: 'must be a list' })
  .min(1, 'must not be empty')
  .max(MAX_LIST, `must have at most ${MAX_LIST} elements`)
const string = z.string({ error: 'must be a string' }).pipe(text)

const VALUES: Record<FilterOp, z.ZodType> = {
  eq: scalar,
  neq: scalar,
  gt: comparable,
  gte: comparable,
  lt: comparable,
  lte: comparable,
  in: list,
  nin: list,
  starts: string,
  ends: string,
  contains: scalar,
  exists: z.boolean({ error: 'must be true or false, or left out' }),
}

const path = z
  .string()
  .max(MAX_PATH, `must have at most ${MAX_PATH} characters`)
  .refine(storable, 'must be Unicode text without U+0000')
  .refine((given) => given.split('.').every((segment) => segment !== ''), 'must be names joined by "."')
  .refine((given) => given.split('.').length <= MAX_SEGMENTS, `must have at most ${MAX_SEGMENTS} names`)

/** Exact checks of `value` follow from `op`; this is what the API's description shows. */
const anyValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown())], {
  error: 'must be a string, a finite number, true, false, null, or a list of these',
})

/** One node: exactly one of `and`, `or`, `not`, or `path` with `op` and its `value`. */
export const FilterNode = z
  .strictObject({
    get and() {
      return z.array(FilterNode).min(1, 'must not be empty').optional()
    },
    get or() {
      return z.array(FilterNode).min(1, 'must not be empty').optional()
    },
    get not() {
      return FilterNode.optional()
    },
    path: path.optional(),
    op: z.enum(FILTER_OPS, { error: `must be one of ${FILTER_OPS.join(', ')}` }).optional(),
    value: anyValue.optional(),
  })
  .superRefine(checkShape)

interface Loose {
  path?: string | undefined
  op?: FilterOp | undefined
  value?: unknown
}

const FORMS = ['and', 'or', 'not', 'path'] as const

function checkShape(node: Loose, context: z.RefinementCtx): void {
  const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
  const [form, second] = FORMS.filter((name) => name in node)
  if (form === undefined) return refuse([], 'must have "and", "or", "not", or "path" with "op"')
  if (second !== undefined) return refuse([second], `does not go together with "${form}"`)
  if (form === 'path') return checkCondition(node, refuse)
  for (const name of ['op', 'value'] as const) if (name in node) refuse([name], 'goes with "path" only')
}

function checkCondition({ op, value }: Loose, refuse: (path: PropertyKey[], message: string) => void): void {
  if (op === undefined) return refuse(['op'], 'is required')
  if (value === undefined) return op === 'exists' ? undefined : refuse(['value'], `is required by "${op}"`)
  for (const issue of VALUES[op].safeParse(value).error?.issues ?? []) refuse(['value', ...issue.path], issue.message)
}

/** A whole tree. Whoever reads it from outside limits the depth of the JSON itself, as the gateway does. */
export const Filter = FilterNode.superRefine((filter, context) => {
  const message = filterLimitFault(filter)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
}) as unknown as z.ZodType<Filter, Filter>
