import type { Server } from 'node:http'

const SWEEP_EVERY_MS = 50
/** A client that is slower than this is cut off, so that a stop ends in time. */
const FINISH_WITHIN_MS = 8_000

/**
 * While `closing` runs: connections go as soon as they are idle. Node looks once only, so that one whose answer was on its
 * way at that moment would be kept open, unused, for its whole keep-alive time.
 */
export async function closeConnections(server: Server, closing: Promise<void>): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS)
  const cut = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS)
  try {
    await closing
  } finally {
    clearInterval(sweep)
    clearTimeout(cut)
  }
}
