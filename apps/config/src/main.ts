import 'reflect-metadata'
import { endProcess, Logger, runService, unknownVariables } from '@hookline/service-kit'
import { EnvSchema, readEnv } from './env.js'
import { startConfig } from './lifecycle/start-config.js'

const env = readEnv(process.env)
const logger = Logger.create('config', env.LOG_LEVEL)
// The machine's environment holds the variables of the sister services too, hence no warning.
logger.debug('env.not_ours', { names: unknownVariables(EnvSchema, process.env) })

await runService({
  name: 'config',
  logger,
  process,
  start: () => startConfig(env, logger, endProcess(logger, process)),
})
