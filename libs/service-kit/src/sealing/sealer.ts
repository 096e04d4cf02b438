import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'

export type SealErrorCode = 'unknown_master_key' | 'seal_broken'

/** A sealed value cannot be opened. Says neither the value nor the key. */
export class SealError extends Error {
  override readonly name = 'SealError'

  constructor(
    readonly code: SealErrorCode,
    message: string,
  ) {
    super(message)
  }
}

interface MasterKey {
  id: string
  key: Buffer
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM with a random 96-bit nonce. The authenticated data is tenant and purpose, so that a value cannot be moved
 * to another tenant or another use. Form: `v1.<key id>.<base64url of nonce, ciphertext, tag>`.
 */
export class Sealer {
  private readonly keys: Map<string, KeyObject>
  private readonly sealingKeyId: string

  constructor(masterKeys: readonly MasterKey[]) {
    const [first] = masterKeys
    if (first === undefined) throw new SealError('unknown_master_key', 'there is no master key to seal with')
    this.sealingKeyId = first.id
    this.keys = new Map(masterKeys.map(({ id, key }) => [id, createSecretKey(key)]))
  }

  seal(plain: string, tenantId: string, purpose: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(this.sealingKeyId), nonce)
    cipher.setAAD(authenticatedData(tenantId, purpose))
    const box = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `v1.${this.sealingKeyId}.${box.toString('base64url')}`
  }

  open(sealed: string, tenantId: string, purpose: string): string {
    const [version, keyId = '', encoded = ''] = sealed.split('.')
    const box = Buffer.from(encoded, 'base64url')
    if (version !== 'v1' || box.length < NONCE_BYTES + TAG_BYTES)
      throw new SealError('seal_broken', 'not a sealed value')
    const decipher = createDecipheriv('aes-256-gcm', this.keyOf(keyId), box.subarray(0, NONCE_BYTES))
    decipher.setAAD(authenticatedData(tenantId, purpose))
    decipher.setAuthTag(box.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    } catch {
      throw new SealError('seal_broken', 'a sealed value does not fit its tenant, its purpose or its key')
    }
  }

  private keyOf(id: string): KeyObject {
    const key = this.keys.get(id)
    if (key === undefined) {
      throw new SealError('unknown_master_key', `HOOKLINE_MASTER_KEYS lacks the key "${id.slice(0, 32)}"`)
    }
    return key
  }
}

const authenticatedData = (tenantId: string, purpose: string): Buffer => Buffer.from(`${tenantId}\0${purpose}`)
