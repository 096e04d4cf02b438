import { readFileSync } from 'node:fs'

interface StandardVector {
  readonly name: string
  readonly secrets: string[]
  readonly id: string
  readonly timestamp: number
  readonly body_base64: string
  readonly signature: string
}

interface JwtVector {
  readonly name: string
  readonly key: string
  readonly timestamp_ms: number
  readonly timestamp: string
  readonly method: string
  readonly uri: string
  readonly webhook_key: string
  readonly body_base64: string
  readonly token: string
}

interface Vectors {
  readonly standard: StandardVector[]
  readonly standard_native_key: (Omit<StandardVector, 'secrets'> & { readonly key: string })[]
  readonly jwt: JwtVector[]
}

/** Computed by another implementation (Python's hmac and hashlib); SDKs in other languages test against the same file. */
export const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Vectors
