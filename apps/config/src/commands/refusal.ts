import { DomainError, unavailable } from '@hookline/service-kit'
import pg from 'pg'

const TAKEN: Record<string, string> = {
  tenants_pkey: 'A tenant with this id exists already',
  api_keys_pkey: 'An API key with this id exists already',
  api_keys_hash_key: 'This API key exists already',
  webhooks_pkey: 'A webhook with this id exists already',
}

const UNIQUE_VIOLATION = '23505'
const CHECK_VIOLATION = '23514'
/** Deadlock, serialisation failure, lock not available, query cancelled. */
const TRY_AGAIN = new Set(['40P01', '40001', '55P03', '57014'])
/** Class 22: characters that Postgres cannot keep (U+0000, lone surrogates), numbers and times out of range. */
const DATA_EXCEPTION = /^22/

/** What Postgres refused, in the caller's words; anything else stays as it is. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const { code = '', constraint = '' } = error
  if (code === UNIQUE_VIOLATION && constraint in TAKEN) {
    return new DomainError('conflict', TAKEN[constraint]!, { cause: error })
  }
  if (code === CHECK_VIOLATION || DATA_EXCEPTION.test(code)) {
    return new DomainError('validation_failed', 'A member holds a value that cannot be stored', { cause: error })
  }
  if (TRY_AGAIN.has(code)) return unavailable('Others are changing the same. Try again.', 1, error)
  return error
}
