import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { uuidv7 } from '../ids.js'
import type { AnswerFormats } from './answer-format.js'
import { failureOfStatus } from './failure.js'
import { failureHeaders } from './send-failure.js'
import { standardHeaders } from './standard-headers.js'

type ClientError = Error & { code?: string; rawPacket?: unknown }

const STATUS: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Connections that have been told already: the parser may find the same fault after us. */
export const refusedSockets = new WeakSet<Socket>()

/** Answers what Node's parser refuses before there is a request (broken framing, smuggling, too slow), and closes. */
export const clientErrorHandler =
  (formats: AnswerFormats) =>
  (error: ClientError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (socket.writable && !refusedSockets.has(socket)) socket.write(rawAnswer(error, formats))
    socket.destroySoon()
  }

function rawAnswer(error: ClientError, formats: AnswerFormats): string {
  const requestId = uuidv7()
  const failure = failureOfStatus(STATUS[error.code ?? ''] ?? 400)
  const format = formats.of(targetOf(error.rawPacket))
  const body = JSON.stringify(format.render(failure, requestId))
  const headers = {
    ...standardHeaders(requestId),
    ...failureHeaders(failure),
    'content-type': format.contentType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n')
}

/** The request target, when the packet that broke is the one that holds it. */
const targetOf = (packet: unknown): string =>
  /^[A-Z]+ (\S+)/.exec(Buffer.isBuffer(packet) ? packet.toString('latin1', 0, 512) : '')?.[1] ?? '/'
