import { describe, expect, test } from '@jest/globals'
import type { TlsOptions } from 'node:tls'
import { inChild } from '../test/child.js'
import { closeAfterEach, egress, post } from '../test/egress.js'
import { http, pem, type RawReceiver, rawReceiver } from '../test/raw-receiver.js'
import type { EgressClient } from './client.js'
import type { EgressResult } from './result.js'

closeAfterEach()

const key = pem('server.key')
const ca = [pem('ca.crt')]
const receiver = (cert: string, options: TlsOptions = {}): Promise<RawReceiver> =>
  rawReceiver(http(200, 'safe'), { tls: { key, cert: pem(cert), ...options } })
const send = (client: EgressClient, { port }: RawReceiver, host = 'receiver.example'): Promise<EgressResult> =>
  post(client, port, { url: `https://${host}:${port}/hook` })

describe('accepted', () => {
  test('a certificate of a trusted authority for this name, over one connection', async () => {
    const server = await receiver('good.crt')
    const client = egress({ ca })
    for (let i = 0; i < 3; i++) expect(await send(client, server)).toMatchObject({ status: 200, bodyText: 'safe' })
    expect(server.connections).toHaveLength(1)
  })

  test('a certificate for the address in the URL', async () => {
    const server = await receiver('good.crt')
    expect(await send(egress({ ca }), server, '127.0.0.1')).toMatchObject({ status: 200 })
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, also when a session is resumed', async (version) => {
    const server = await receiver('good.crt', { minVersion: version, maxVersion: version })
    const client = egress({ ca, maxSocketAgeMs: 1 })
    for (let i = 0; i < 3; i++) {
      expect(await send(client, server)).toMatchObject({ status: 200 })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(server.connections).toHaveLength(3)
  })

  test('a server that would like a client certificate, but can do without', async () => {
    const server = await receiver('good.crt', { requestCert: true, rejectUnauthorized: false })
    expect(await send(egress({ ca }), server)).toMatchObject({ status: 200 })
  })
})

describe('refused before the request is sent', () => {
  test.each<[string, string, string]>([
    ['expired', 'expired.crt', 'the certificate has expired'],
    ['self-signed', 'self-signed.crt', 'the certificate is self-signed'],
    ['for another name', 'other-host.crt', 'the certificate is for another host name'],
  ])('a certificate that is %s', async (_name, cert, message) => {
    const server = await receiver(cert)
    expect(await send(egress({ ca }), server)).toMatchObject({ code: 'tls', message, mayHaveReached: false })
    expect(server.requests).toHaveLength(0)
  })

  test('an authority that is not ours', async () => {
    const server = await receiver('good.crt')
    const message = 'the certificate is not signed by a trusted authority'
    expect(await send(egress(), server)).toMatchObject({ code: 'tls', message, mayHaveReached: false })
  })

  test('also when the environment switches verification off', async () => {
    const server = await receiver('self-signed.crt')
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', PORT: String(server.port) }
    expect(await inChild(new URL('../test/send-once.ts', import.meta.url), env)).toMatchObject({
      code: 'tls',
      message: 'the certificate is self-signed',
    })
  })

  test('TLS 1.1', async () => {
    const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    const server = await receiver('good.crt', old)
    expect(await send(egress({ ca }), server)).toMatchObject({ code: 'tls', mayHaveReached: false })
  })

  test('a receiver that speaks plain HTTP', async () => {
    const server = await rawReceiver('', { onConnection: (socket) => socket.end(http(400)) })
    expect(await send(egress({ ca }), server)).toMatchObject({ code: 'tls', mayHaveReached: false })
  })

  test('a receiver that hangs up in the handshake', async () => {
    const server = await rawReceiver('', { onConnection: (socket) => socket.destroy() })
    expect(await send(egress({ ca }), server)).toMatchObject({ code: 'tls', mayHaveReached: false })
  })
})

test('a server that insists on a client certificate', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await receiver('good.crt', { requestCert: true, rejectUnauthorized: true, ca, maxVersion })
    const result = await send(egress({ ca }), server)
    expect(result.outcome).toBe('failure')
    expect(['tls', 'reset']).toContain((result as { code: string }).code)
  }
})
