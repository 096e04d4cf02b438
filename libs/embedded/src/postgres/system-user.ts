import { spawnSync } from 'node:child_process'

const USER = 'postgres'

/** The user that PostgreSQL runs as; it refuses to run as root. */
export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** Nobody else is needed unless we are root; then it is the user postgres, made when it is missing. */
export function systemUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (spawnSync('setpriv', ['--version']).status !== 0) {
    throw new Error(
      'PostgreSQL does not run as root, and setpriv, which changes the user, is missing: install util-linux, ' +
        'or start as another user, or set DATABASE_URL to a server of your own',
    )
  }
  return lookUp() ?? create()
}

/**
 * The words for setpriv that change to the user. Root's clone often lies in a folder that nobody else may enter, so the
 * server keeps the one right to pass through it.
 */
export function privilegesFor(user: SystemUser | undefined): string[] {
  if (user === undefined) return []
  const ids = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups']
  // initdb asks access(2), which forgets the right of any user but root unless told not to.
  const passing = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override', '--securebits', '+no_setuid_fixup']
  return canRaise(passing) ? [...ids, ...passing] : ids
}

function lookUp(): SystemUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, USER], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

function create(): SystemUser {
  const made = spawnSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', USER], {
    encoding: 'utf8',
  })
  const user = lookUp()
  if (user === undefined) {
    throw new Error(
      `PostgreSQL does not run as root and the user ${USER} could not be made (${made.stderr?.trim() ?? ''}): ` +
        'start as another user, or set DATABASE_URL to a server of your own',
    )
  }
  return user
}

function canRaise(passing: readonly string[]): boolean {
  return spawnSync('setpriv', [...passing, 'true']).status === 0
}
