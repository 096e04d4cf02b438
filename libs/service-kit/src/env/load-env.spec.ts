import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { loadEnv, unknownVariables } from './load-env.js'
import { commonVariables, databaseVariables, masterKeys, number, port } from './variables.js'

const KEY = Buffer.alloc(32, 7).toString('base64')
const schema = z.object({
  ...commonVariables,
  ...databaseVariables,
  HOOKLINE_PORT_X: port(8080),
  HOOKLINE_MASTER_KEYS: masterKeys,
  HOOKLINE_N: number(5, 1, 10),
})
const good = { KAFKA_BROKERS: 'a:1, b:2', DATABASE_URL: 'postgres://x', HOOKLINE_MASTER_KEYS: `k1:${KEY}` }

test('a good environment is read, with defaults', () => {
  const env = loadEnv(schema, good)
  expect(env).toMatchObject({
    KAFKA_BROKERS: ['a:1', 'b:2'],
    HOOKLINE_PORT_X: 8080,
    KAFKA_SSL: false,
    NODE_ENV: 'production',
  })
  expect(env.HOOKLINE_MASTER_KEYS).toEqual([{ id: 'k1', key: Buffer.alloc(32, 7) }])
})

test('a secret may come from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'env-')), 'keys')
  writeFileSync(file, `k2:${KEY}\n`)
  const env = loadEnv(schema, { ...good, HOOKLINE_MASTER_KEYS: undefined, HOOKLINE_MASTER_KEYS_FILE: file })
  expect(env.HOOKLINE_MASTER_KEYS[0]?.id).toBe('k2')
})

describe('a bad environment names each variable and shows no value', () => {
  const cases: [name: string, value: string | undefined][] = [
    ['KAFKA_BROKERS', undefined],
    ['KAFKA_BROKERS', '  '],
    ['KAFKA_BROKERS', 'a:1,,b:2'],
    ['DATABASE_URL', 'mysql://secret'],
    ['HOOKLINE_PORT_X', 'abc'],
    ['HOOKLINE_PORT_X', '0'],
    ['HOOKLINE_PORT_X', '65536'],
    ['HOOKLINE_N', '-1'],
    ['HOOKLINE_N', '1e3'],
    ['HOOKLINE_N', '11'],
    ['KAFKA_SSL', 'yes'],
    ['HOOKLINE_MASTER_KEYS', undefined],
    ['HOOKLINE_MASTER_KEYS', `k1:${Buffer.alloc(31).toString('base64')}`],
    ['HOOKLINE_MASTER_KEYS', 'k1:secret!!'],
    ['HOOKLINE_MASTER_KEYS', KEY],
  ]
  test.each(cases)('%s=%j', (name, value) => {
    const message = messageOf(() => loadEnv(schema, { ...good, [name]: value }))
    expect(message).toContain(name)
    if (value?.includes('secret')) expect(message).not.toContain('secret')
  })

  test('all of them at once', () => {
    const message = messageOf(() => loadEnv(schema, { HOOKLINE_PORT_X: 'abc' }))
    for (const name of ['KAFKA_BROKERS', 'DATABASE_URL', 'HOOKLINE_MASTER_KEYS', 'HOOKLINE_PORT_X']) {
      expect(message).toContain(name)
    }
  })

  test('a file that is not there', () => {
    expect(
      messageOf(() => loadEnv(schema, { ...good, DATABASE_URL: undefined, DATABASE_URL_FILE: '/no/such' })),
    ).toContain('DATABASE_URL_FILE cannot be read (ENOENT)')
  })
})

test('a misspelt variable of ours is found', () => {
  expect(unknownVariables(schema, { HOOKLINE_PROT_X: '1', HOOKLINE_PORT_X_FILE: 'f', PATH: '/' })).toEqual([
    'HOOKLINE_PROT_X',
  ])
})

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it was accepted')
}
