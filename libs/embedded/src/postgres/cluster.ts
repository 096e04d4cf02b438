import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { moveAside } from '../aside.js'
import { messageOf } from '../errors.js'
import { commandLine } from '../process/identity.js'
import { privilegesFor, type SystemUser } from './system-user.js'

const run = promisify(execFile)

export const SUPERUSER = 'hookline'
// Only processes of this machine reach the server, so the password keeps out accidents, not attackers.
export const PASSWORD = 'hookline'

/** Makes the cluster unless it is there. It is made beside its place and moved there whole, so a half one is never seen. */
export async function ensureCluster(options: {
  dataDir: string
  initdb: string
  user: SystemUser | undefined
  log: (line: string) => void
}): Promise<void> {
  const { dataDir, user } = options
  const partial = `${dataDir}.partial`
  rmSync(partial, { recursive: true, force: true })
  if (isWhole(dataDir)) return
  moveAside(dataDir, 'holds no complete PostgreSQL cluster', options.log)
  rmSync(dataDir, { recursive: true, force: true })

  mkdirSync(partial, { recursive: true, mode: 0o700 })
  const passwordFile = join(dirname(partial), 'postgres-password.tmp')
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 })
  if (user !== undefined) for (const path of [partial, passwordFile]) chownSync(path, user.uid, user.gid)
  try {
    await initialise(options.initdb, partial, passwordFile, user)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(partial, dataDir)
}

function isWhole(dataDir: string): boolean {
  return ['PG_VERSION', 'postgresql.conf', 'global/pg_control'].every((file) => existsSync(join(dataDir, file)))
}

async function initialise(initdb: string, dir: string, passwordFile: string, user: SystemUser | undefined) {
  const words = [
    initdb,
    `--pgdata=${dir}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]
  const [command, ...args] = user === undefined ? words : ['setpriv', ...privilegesFor(user), '--', ...words]
  try {
    await run(command ?? initdb, args, { cwd: dir })
  } catch (error) {
    throw new Error(`initdb failed: ${messageOf(error)}`, { cause: error })
  }
}

/** Removes a postmaster.pid whose process is gone, or whose pid has since been given to somebody else. */
export function dropStalePostmasterPid(dataDir: string, log: (line: string) => void): void {
  const file = join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0])
  if (commandLine(pid)?.includes(dataDir)) {
    throw new Error(`a PostgreSQL server (process ${pid}) runs on ${dataDir} already: stop it first`)
  }
  rmSync(file)
  log(`removed a stale postmaster.pid (process ${pid} is not a PostgreSQL server on ${dataDir})`)
}
