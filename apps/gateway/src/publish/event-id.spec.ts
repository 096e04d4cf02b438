import { describe, expect, test } from '@jest/globals'
import { identify } from './event-id.js'

const tenantId = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
const other = '7ba7b810-9dad-11d1-80b4-00c04fd430c8'
const base = { tenantId, source: '/v1/x', id: undefined, idempotencyKey: undefined }
const V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7/

describe('the id of an event', () => {
  test('a UUID is used as it is, in lower case', () => {
    const id = '550E8400-E29B-41D4-A716-446655440000'
    expect(identify({ ...base, id })).toEqual({ id: id.toLowerCase(), sourceId: undefined, minted: false })
  })

  test('any other id becomes the same UUID v5 for the same tenant and source, and is kept', () => {
    const first = identify({ ...base, id: 'order-1' })
    expect(first).toEqual({ id: expect.stringMatching(V5), sourceId: 'order-1', minted: false })
    expect(identify({ ...base, id: 'order-1' })).toEqual(first)
    expect(identify({ ...base, id: 'order-2' }).id).not.toBe(first.id)
    expect(identify({ ...base, source: '/v1/y', id: 'order-1' }).id).not.toBe(first.id)
    expect(identify({ ...base, tenantId: other, id: 'order-1' }).id).not.toBe(first.id)
  })

  // Derived ids make repeats meet over years and versions: this one must never change.
  test('derived ids are fixed for ever', () => {
    expect(identify({ ...base, id: 'order-1' }).id).toBe('61005fa1-8367-5dec-b087-b3f1aaa5f42d')
    expect(identify({ ...base, idempotencyKey: 'k1' }).id).toBe('2ec6e874-6c9a-5be5-bdbf-fe9c73878ed1')
  })

  test('an Idempotency-Key is an id of its own, apart from an id of the same text', () => {
    const keyed = identify({ ...base, idempotencyKey: 'order-1' })
    expect(keyed).toEqual({ id: expect.stringMatching(V5), sourceId: undefined, minted: false })
    expect(keyed.id).not.toBe(identify({ ...base, id: 'order-1' }).id)
    expect(identify({ ...base, tenantId: other, idempotencyKey: 'order-1' }).id).not.toBe(keyed.id)
  })

  test('in a batch each place has its own, and none meets that of a single event', () => {
    const ids = [undefined, 0, 1, 10].map((index) =>
      identify({ ...base, idempotencyKey: 'k', ...(index !== undefined && { index }) }),
    )
    expect(new Set(ids.map(({ id }) => id)).size).toBe(4)
  })

  test('without either it is a new UUID v7', () => {
    const minted = identify(base)
    expect(minted).toEqual({ id: expect.stringMatching(V7), sourceId: undefined, minted: true })
    expect(identify(base).id).not.toBe(minted.id)
  })

  test.each([
    [undefined, 'id'],
    [3, 'events.3.id'],
  ])('an id and a key together are refused (%s)', (index, path) => {
    const both = { ...base, id: 'a', idempotencyKey: 'b', ...(index !== undefined && { index }) }
    expect(() => identify(both)).toThrow(
      expect.objectContaining({ code: 'validation_failed', errors: [{ path, message: expect.any(String) }] }),
    )
  })
})
