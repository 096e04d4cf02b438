import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Settings } from '../settings.ts'
import { entryPoint } from './service.ts'
import type { ServiceName } from './service-environment.ts'

const run = promisify(execFile)
const DEADLINE_MS = 120_000

/** Makes the topics and brings the schema of a service up to date. */
export async function migrate(settings: Settings, name: ServiceName, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['--enable-source-maps', entryPoint(settings, name, 'migrate.js')]
  try {
    await run(process.execPath, args, { cwd: settings.root, env, timeout: DEADLINE_MS })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`the migration of ${name} failed:\n${`${stdout}${stderr}`.trim()}`, { cause: error })
  }
}
