import { endProcess, EnvError, loadEnv, Logger, runService, unknownVariables } from '@hookline/service-kit'
import { Env } from './env.js'
import { startGateway } from './gateway.js'

/** A variable that is missing or wrong is named on one line; a stack would hide it. */
function readEnv(): Env {
  try {
    return loadEnv(Env, process.env)
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

const env = readEnv()
const logger = Logger.create('gateway', env.LOG_LEVEL)
const unknown = unknownVariables(Env, process.env)
if (unknown.length > 0) logger.debug('env.unknown', { names: unknown })

try {
  await runService({
    name: 'gateway',
    logger,
    process,
    start: () => startGateway({ env, logger, endProcess: endProcess(logger, process) }),
  })
} catch (error) {
  logger.error('service.start_failed', error)
  await logger.flush()
  process.exit(1)
}
