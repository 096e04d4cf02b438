import { errors } from 'undici'
import type { EgressFailureCode } from './result.js'

const MESSAGES: Readonly<Record<EgressFailureCode, string>> = {
  invalid_url: 'the URL is not allowed',
  invalid_request: 'the request has a header or a method that cannot be sent',
  blocked: 'destination not allowed',
  dns: 'the host name could not be resolved',
  connect: 'no connection could be made',
  refused: 'the connection was refused',
  tls: 'no secure connection could be made',
  timeout: 'no answer within the deadline',
  reset: 'the connection was closed before an answer came',
  protocol: 'the answer is not valid HTTP',
  headers_too_large: 'the headers of the answer are too large',
}

/** Why no answer was had. The message is for customers: it names no address. */
export class EgressFault extends Error {
  override readonly name = 'EgressFault'

  constructor(
    readonly code: EgressFailureCode,
    message: string = MESSAGES[code],
  ) {
    super(message)
  }
}

const BY_CODE: ReadonlyMap<string, EgressFailureCode> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['UND_ERR_HEADERS_OVERFLOW', 'headers_too_large'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol'],
  ['UND_ERR_INVALID_ARG', 'invalid_request'],
  ['UND_ERR_NOT_SUPPORTED', 'invalid_request'],
])

/** The fault behind an error of undici or of a socket that is in use. */
export function faultOf(error: unknown): EgressFault {
  if (error instanceof EgressFault) return error
  if (isMalformed(error) || isUnasked(error)) return new EgressFault('protocol')
  const code = codeOf(error)
  return new EgressFault(BY_CODE.get(code) ?? (code.startsWith('ERR_SSL_') ? 'tls' : 'reset'))
}

/** Whether the bytes of an answer are not HTTP; not so when they merely stop. (undici 8.12 gives these errors no code.) */
export function isMalformed(error: unknown): boolean {
  return error instanceof errors.HTTPParserError && !error.message.includes('Invalid EOF state')
}

/** undici's words for an answer that nobody asked for: a 100, an upgrade, bytes on an idle connection. */
function isUnasked(error: unknown): boolean {
  return error instanceof errors.SocketError && error.message.startsWith('bad ')
}

/** The `code` of an error, or ''. (`instanceof` would miss errors of another realm, such as a test's.) */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
