import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net'
import { connect as connectTls, createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { type Cidr, isAllowed } from './address-guard.js'
import { connectFault, tlsFault } from './connect-fault.js'
import { EgressFault } from './egress-fault.js'
import { guardedLookup } from './guarded-lookup.js'
import type { Lookup } from './lookup.js'

export interface ConnectPolicy {
  readonly allowCidrs: readonly Cidr[]
  readonly lookup: Lookup
  /** For look-up and TCP together. */
  readonly connectTimeoutMs: number
  readonly tlsTimeoutMs: number
  readonly secureContext: SecureContext
}

export interface Endpoint {
  /** A name, or an address without brackets. */
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  /** The TLS session of the last connection, to resume; kept here by `openSocket`. */
  session?: Buffer
}

export type Opened = (...result: [fault: EgressFault, socket: null] | [fault: null, socket: Socket]) => void

/** What is trusted: the system's authorities, and the deployment's own. TLS 1.2 at least. */
export function trustStore(ca: readonly string[] = []): SecureContext {
  const own = ca.length > 0 ? { ca: [...getCACertificates(), ...ca] } : {}
  return createSecureContext({ ...own, minVersion: 'TLSv1.2' })
}

/**
 * Opens a connection to an endpoint whose address is checked before (a literal, or every address of the answer to one
 * look-up) and after the connect (the peer). `done` is called once.
 * @returns the socket, so that it can be destroyed while it connects; undefined when there will be none.
 */
export function openSocket(endpoint: Endpoint, policy: ConnectPolicy, done: Opened): Socket | undefined {
  // Node calls no look-up for a literal address.
  if (isIP(endpoint.hostname) !== 0 && !isAllowed(endpoint.hostname, policy.allowCidrs)) {
    queueMicrotask(() => done(new EgressFault('blocked'), null))
    return undefined
  }
  const socket = create(endpoint, policy)
  socket.setNoDelay(true)
  supervise(socket, endpoint.secure, policy, done)
  return socket
}

function create(endpoint: Endpoint, policy: ConnectPolicy): Socket {
  const { hostname: host, port, secure, session } = endpoint
  const lookup = guardedLookup(policy.lookup, policy.allowCidrs)
  const tcp: TcpNetConnectOpts = { host, port, lookup, autoSelectFamily: true }
  if (!secure) return connectTcp(tcp)
  return connectTls({
    ...tcp,
    secureContext: policy.secureContext,
    // Explicit, or an environment variable could switch verification off.
    rejectUnauthorized: true,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    ...(session ? { session } : {}),
  }).on('session', (latest: Buffer) => {
    endpoint.session = latest
  })
}

function supervise(socket: Socket, secure: boolean, policy: ConnectPolicy, done: Opened): void {
  let faultOf = connectFault
  let finished = false
  let timer = setTimeout(() => finish(new EgressFault('connect')), policy.connectTimeoutMs)
  const finish = (fault?: EgressFault): void => {
    if (finished) return
    finished = true
    clearTimeout(timer)
    if (fault === undefined) return done(null, socket)
    socket.destroy()
    done(fault, null)
  }
  // Before TLS sends its first byte.
  socket.prependOnceListener('connect', () => {
    const peer = socket.remoteAddress
    // Undefined when the peer has hung up meanwhile: not `blocked`, which is for good.
    if (peer === undefined) return finish(new EgressFault('reset'))
    if (!isAllowed(peer, policy.allowCidrs)) return finish(new EgressFault('blocked'))
    if (!secure) return finish()
    faultOf = tlsFault
    clearTimeout(timer)
    timer = setTimeout(() => finish(new EgressFault('tls')), policy.tlsTimeoutMs)
  })
  socket.once('secureConnect', () => finish())
  socket.on('error', (error) => finish(faultOf(error)))
  socket.once('close', () => finish(faultOf(undefined)))
}
