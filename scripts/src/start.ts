import { build, root } from './commands.ts'
import { readSettings, type Settings } from './settings.ts'
import { createProgress, type Progress } from './start/progress.ts'
import type { Session } from './start/session.ts'
import { takeStartLock } from './start/start-lock.ts'

const FORCED = 130

/** Aborted by the first Ctrl-C (or SIGTERM, a closed terminal, a starter that is gone). */
const stopping = new AbortController()
let session: Session | undefined

function onSignal(): void {
  if (!stopping.signal.aborted) return stopping.abort()
  for (const pid of Object.values(session?.pids() ?? {})) process.kill(pid, 'SIGKILL')
  process.exit(FORCED)
}

function untilStopping(): Promise<void> {
  if (stopping.signal.aborted) return Promise.resolve()
  return new Promise((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }))
}

async function run(settings: Settings, progress: Progress): Promise<void> {
  // The session imports built packages of the workspace, so they come first.
  await progress.step('prepare', () => build('@hookline/embedded', '@hookline/signing'))
  const { startSession } = await import('./start/session.ts')
  session = await startSession(settings, progress, stopping.signal)
  if (!settings.once) {
    progress.say('Ctrl-C stops everything; npm start goes on with the same data; npm run reset wipes it.')
    await untilStopping()
  }
  await progress.step('stop', session.stop)
}

async function main(): Promise<number> {
  const settings = readSettings(root, process.env, process.argv.slice(2))
  const release = takeStartLock(settings.dataDir)
  try {
    await run(settings, createProgress(process.stdout))
    return 0
  } catch (error) {
    if (stopping.signal.aborted) return settings.once ? FORCED : 0
    throw error
  } finally {
    release()
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
process.on('disconnect', () => stopping.abort())
process.channel?.unref()

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
