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
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  // What follows the last byte of a message that broke off.
  ['HPE_INVALID_EOF_STATE', 'reset'],
  ['UND_ERR_HEADERS_OVERFLOW', 'headers_too_large'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol'],
  ['UND_ERR_INVALID_ARG', 'invalid_request'],
  ['UND_ERR_NOT_SUPPORTED', 'invalid_request'],
])

/** The fault behind an error of undici or of a socket that is in use. */
export function faultOf(error: unknown): EgressFault {
  if (error instanceof EgressFault) return error
  const code = codeOf(error)
  const known = BY_CODE.get(code)
  if (known !== undefined) return new EgressFault(known)
  if (code.startsWith('HPE_') || isBadAnswer(code, error)) return new EgressFault('protocol')
  return new EgressFault(code.startsWith('ERR_SSL_') ? 'tls' : 'reset')
}

/** undici's words for an answer that nobody asked for: a 100, an upgrade, bytes on an idle connection. */
function isBadAnswer(code: string, error: unknown): boolean {
  return code === 'UND_ERR_SOCKET' && (error as Error).message.startsWith('bad ')
}

/** The `code` of an error, or ''. (`instanceof` would miss errors of another realm, such as a test's.) */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
