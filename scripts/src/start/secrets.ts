import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a start must know again the next time; the demo's parts come once they exist. */
export interface Secrets {
  readonly admin_key: string
  readonly master_keys: string
  readonly tenant?: string
  readonly tenant_key?: string
  readonly webhook?: string
}

/** Reads the secrets of earlier starts, or makes the first ones. */
export function loadSecrets(dataDir: string): Secrets {
  const file = secretsFile(dataDir)
  if (existsSync(file)) return parse(file)
  const secrets = {
    admin_key: `hl_admin_${randomBytes(24).toString('base64url')}`,
    master_keys: `local:${randomBytes(32).toString('base64')}`,
  }
  saveSecrets(dataDir, secrets)
  return secrets
}

/** Keeps the secrets, readable by their owner only. */
export function saveSecrets(dataDir: string, secrets: Secrets): void {
  const file = secretsFile(dataDir)
  writeFileSync(`${file}.tmp`, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.tmp`, file)
}

function parse(file: string): Secrets {
  try {
    const secrets: Partial<Secrets> = JSON.parse(readFileSync(file, 'utf8'))
    const { admin_key, master_keys } = secrets
    if (typeof admin_key === 'string' && typeof master_keys === 'string') return { ...secrets, admin_key, master_keys }
  } catch {
    // Said below.
  }
  throw new Error(`${file} cannot be read: restore it, or start from nothing with npm run reset`)
}

function secretsFile(dataDir: string): string {
  return join(dataDir, 'secrets.json')
}
