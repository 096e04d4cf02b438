import { expect, test } from '@jest/globals'
import { DomainError } from '@hookline/service-kit'
import pg from 'pg'
import { refusalOf } from './refusal.js'

const refused = (code: string, constraint?: string): unknown => {
  const error = new pg.DatabaseError('from Postgres', 1, 'error')
  return refusalOf(Object.assign(error, { code, constraint }))
}

test.each([
  ['23505', 'tenants_pkey', 'conflict'],
  ['23505', 'api_keys_hash_key', 'conflict'],
  ['23514', 'webhooks_url_check', 'validation_failed'],
  ['22P05', undefined, 'validation_failed'],
  ['22021', undefined, 'validation_failed'],
  ['40P01', undefined, 'unavailable'],
  ['55P03', undefined, 'unavailable'],
])('%s %s is %s, without what Postgres said', (code, constraint, expected) => {
  const refusal = refused(code, constraint)
  expect(refusal).toBeInstanceOf(DomainError)
  expect(refusal).toMatchObject({ code: expected })
  expect((refusal as Error).message).not.toContain('Postgres')
})

test.each(['23505', '57P01', '42P01'])('%s of something else stays what it is', (code) => {
  expect(refused(code, 'something_else')).toBeInstanceOf(pg.DatabaseError)
})

test('other errors stay what they are', () => {
  const error = new Error('other')
  expect(refusalOf(error)).toBe(error)
})
