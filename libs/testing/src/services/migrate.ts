import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { baseEnvironment, type Environment } from './service-name.js'
import { builtFile } from './service.js'

const run = promisify(execFile)
const DEADLINE_MS = 60_000

/** Runs the migrate command of a service: its topics and its schema. Gives what it printed. */
export async function migrate(app: 'config' | 'delivery', env: Environment): Promise<string> {
  const args = ['--enable-source-maps', builtFile(app, 'migrate.js')]
  const settings = { env: { ...baseEnvironment(), ...env }, timeout: DEADLINE_MS }
  try {
    const { stdout, stderr } = await run(process.execPath, args, settings)
    return stdout + stderr
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`the migration of ${app} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
