import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 100
const ANSWER_DEADLINE_MS = 2_000
const METADATA = 3
const BROKER_COUNT_OFFSET = 8

/** Resolves to true once the broker names itself in a metadata answer, to false when told that its process has ended. */
export async function brokerAnswers(port: number, deadlineMs: number, ended: () => boolean): Promise<boolean> {
  const deadline = Date.now() + deadlineMs
  let reason: unknown
  while (Date.now() < deadline) {
    if (ended()) return false
    try {
      if ((await countBrokers(port)) > 0) return true
    } catch (error) {
      reason = error
    }
    await delay(POLL_MS)
  }
  throw new Error(`Kafka on port ${port} did not answer within ${deadlineMs / 1000} s`, { cause: reason })
}

/** How many live brokers a metadata answer names; a broker that is not yet taken into the cluster is not among them. */
async function countBrokers(port: number): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  const signal = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  try {
    await once(socket, 'connect', { signal })
    socket.write(metadataRequest())
    let answer = Buffer.alloc(0)
    while (answer.length < BROKER_COUNT_OFFSET + 4) {
      const [chunk] = (await once(socket, 'data', { signal })) as [Buffer]
      answer = Buffer.concat([answer, chunk])
    }
    return answer.readInt32BE(BROKER_COUNT_OFFSET)
  } finally {
    socket.destroy()
  }
}

/** Metadata, version 1, for no topic: the answer is a length, a correlation id, and then the list of brokers. */
function metadataRequest(): Buffer {
  const client = 'hookline-embedded'
  const request = Buffer.alloc(18 + client.length)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(METADATA, 4)
  request.writeInt16BE(1, 6)
  request.writeInt32BE(1, 8)
  request.writeInt16BE(client.length, 12)
  request.write(client, 14, 'latin1')
  request.writeInt32BE(0, 14 + client.length)
  return request
}
