import { codeOf, EgressFault } from './egress-fault.js'

/** What a customer can do something about; by the error codes of OpenSSL and Node. */
const CERTIFICATE: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['CERT_NOT_YET_VALID', 'the certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is not signed by a trusted authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the certificate is not signed by a trusted authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate is not signed by a trusted authority'],
])

/** The fault behind an error of a socket that is connecting. */
export function connectFault(error: unknown): EgressFault {
  if (error instanceof EgressFault) return error
  return new EgressFault(isRefused(error) ? 'refused' : 'connect')
}

/** The fault behind an error of a socket that is in its TLS handshake. */
export function tlsFault(error: unknown): EgressFault {
  return error instanceof EgressFault ? error : new EgressFault('tls', CERTIFICATE.get(codeOf(error)))
}

/** With several addresses the error is one of all attempts. */
function isRefused(error: unknown): boolean {
  if (codeOf(error) === 'ECONNREFUSED') return true
  const all: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined
  return Array.isArray(all) && all.length > 0 && all.every((one) => codeOf(one) === 'ECONNREFUSED')
}
