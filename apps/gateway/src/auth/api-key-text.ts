import { hash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const FORM = /^hl_([0-9A-Za-z]{1,64})_[0-9A-Za-z]{1,128}$/
const ID_CHARACTERS = 16
const SECRET_BYTES = 32
const SECRET_CHARACTERS = 43

/** A new `hl_<keyid>_<secret>`; only the hash ever leaves the gateway. */
export function mintApiKey(): { id: string; key: string; hash: string } {
  const id = base62(randomBytes(ID_CHARACTERS), ID_CHARACTERS)
  const key = `hl_${id}_${base62(randomBytes(SECRET_BYTES), SECRET_CHARACTERS)}`
  return { id, key, hash: digest(key).toString('hex') }
}

/** The key id of a well-formed key. */
export const keyIdOf = (key: string): string | undefined => FORM.exec(key)?.[1]

/** A key has 256 random bits, so that a plain hash is enough: there is nothing to guess. */
export const digest = (key: string): Buffer => hash('sha256', key, 'buffer')

/** The bytes as one number in base 62, cut or padded to `length` digits. */
function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < length; i++) {
    text += ALPHABET[Number(rest % 62n)]
    rest /= 62n
  }
  return text
}
