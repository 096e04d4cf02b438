import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { createHmacKey, verifyStandard } from '@hookline/signing'
import { jwtSignatureProfile } from './jwt-signature.js'
import type { SendableEvent } from './profile.js'

const KEY = 'secret-key'
const PAYLOAD = '{ "b":12345678901234567890, "a": 1.10 }'
const event: SendableEvent = {
  id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
  type: 'commercial_paper.operation_status_change',
  occurredAt: new Date('2026-09-27T10:00:00.000Z'),
  contentType: 'application/json',
  payload: Buffer.from(PAYLOAD),
}

test("the payload's bytes stand in the envelope as they are", () => {
  expect(jwtSignatureProfile.body(event).toString()).toBe(
    `{"event_type":"commercial_paper.operation_status_change","event_datetime":"2026-09-27T10:00:00.000Z","event_data":${PAYLOAD}}`,
  )
})

test('a payload that is no JSON does not fit', () => {
  expect(() => jwtSignatureProfile.body({ ...event, contentType: 'image/png' })).toThrow('this profile sends JSON only')
})

test.each([
  ['url', 'https://example.com/hook?x=1'],
  ['path', '/hook?x=1'],
] as const)('SIGNATURE and the standard headers verify; uri is the %s', (signatureUri, uri) => {
  const body = jwtSignatureProfile.body(event)
  const nowMs = Date.parse('2026-09-27T10:00:05.000Z')
  const headers = jwtSignatureProfile.signatureHeaders({
    body,
    eventId: event.id,
    webhookId: 'w1',
    url: 'https://example.com/hook?x=1',
    signatureUri,
    nowMs,
    keys: [createHmacKey(Buffer.from(KEY))],
  })
  const claims = JSON.parse(Buffer.from(headers['SIGNATURE']!.split('.')[1]!, 'base64url').toString()) as object
  expect(claims).toEqual({
    payload_md5: createHash('md5').update(body).digest('hex'),
    payload_sha256: createHash('sha256').update(body).digest('hex'),
    timestamp: '2026-09-27T10:00:05.000000Z',
    method: 'POST',
    uri,
    webhook_key: 'w1',
  })
  const standard = {
    id: headers['webhook-id'],
    timestamp: headers['webhook-timestamp'],
    signature: headers['webhook-signature'],
  }
  const secrets = [Buffer.from(KEY)]
  expect(verifyStandard({ ...standard, secrets, body, nowSeconds: nowMs / 1000 })).toEqual({ ok: true })
})
