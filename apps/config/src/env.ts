import { commonVariables, databaseVariables, loadEnv, number, port, text } from '@hookline/service-kit'
import { z } from 'zod'

/** Token of {@link Env}. */
export const ENV = Symbol('hookline.env')

export const EnvSchema = z.object({
  ...commonVariables,
  ...databaseVariables,
  HOOKLINE_HOST: text.default('0.0.0.0'),
  HOOKLINE_PORT_CONFIG: port(8081),
  HOOKLINE_MAX_WEBHOOKS_PER_TENANT: number(1_000, 1),
  HOOKLINE_MAX_API_KEYS_PER_TENANT: number(100, 1),
})
export type Env = z.infer<typeof EnvSchema>

export const readEnv = (source: Record<string, string | undefined>): Env => loadEnv(EnvSchema, source)
