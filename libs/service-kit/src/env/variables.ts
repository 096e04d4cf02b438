import { z } from 'zod'

const REQUIRED = 'is missing'

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))

/** A number with a default, given as text. */
export const number = (fallback: number, min = 0, max = 1_000_000_000) => integer(min, max).default(fallback)
export const port = (fallback: number) => integer(1, 65_535).default(fallback)
export const flag = z
  .enum(['true', 'false'], 'must be "true" or "false"')
  .transform((text) => text === 'true')
  .default(false)
export const text = z.string(REQUIRED)
export const list = z
  .string(REQUIRED)
  .transform((value) => value.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string().min(1, 'has an empty item')).min(1))

/** What every service reads. */
export const commonVariables = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  KAFKA_BROKERS: list,
  KAFKA_SSL: flag,
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  HOOKLINE_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be letters, digits, ".", "_" and "-"')
    .default(''),
  HOOKLINE_TOPIC_PARTITIONS: number(6, 1, 1000),
  HOOKLINE_TOPIC_REPLICATION: number(1, 1, 9),
  /** 0 turns the watchdog off. */
  HOOKLINE_WATCHDOG_SECONDS: number(120, 0, 86_400),
}

export const databaseVariables = {
  DATABASE_URL: z.string(REQUIRED).regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
  HOOKLINE_DATABASE_POOL: number(10, 1, 200),
  HOOKLINE_DATABASE_TIMEOUT_MS: number(10_000, 100, 600_000),
}

/** Text that another library reads: what it throws becomes a refusal to start that names the variable. */
export const parsed = <T>(parse: (value: string) => T, message: string) =>
  z
    .string()
    .default('')
    .transform((value, context): T => {
      try {
        return parse(value)
      } catch {
        context.addIssue({ code: 'custom', message })
        return z.NEVER
      }
    })

/** `id:base64,…`: AES-256 keys, the first one seals, all of them open. */
export const masterKeys = z.string(REQUIRED).transform((value, context) => {
  const keys = value.split(',').map((item) => {
    const [id = '', encoded = '', ...rest] = item.trim().split(':')
    return {
      id,
      key: Buffer.from(encoded, 'base64'),
      wellFormed: rest.length === 0 && /^[A-Za-z0-9_-]{1,32}$/.test(id),
    }
  })
  if (!keys.every((key) => key.wellFormed && key.key.length === 32)) {
    context.addIssue({ code: 'custom', message: 'must be "id:base64,…" with 32 bytes behind each id' })
    return z.NEVER
  }
  return keys.map(({ id, key }) => ({ id, key }))
})

export const egressVariables = {
  HOOKLINE_EGRESS_ALLOW_CIDRS: z.string().default(''),
  HOOKLINE_EGRESS_ALLOW_HTTP: flag,
}
