import type { IncomingMessage, ServerResponse } from 'node:http'
import { serve } from '../worker/child.ts'
import { ArrivalBook } from './arrivals.ts'
import type { Behaviour, ReceiverCalls } from './calls.ts'
import { listen } from './servers.ts'

const PATH = /^\/r\/(\d+)\/(\d+)$/u
const paths = new Map<string, { slot: number; webhook: number }>()

let behaviour: Behaviour = { delayMs: 0, hangBelow: 0 }
let book = new ArrivalBook({ trial: -1, events: 0, fanout: 1 })

function place(url: string): { slot: number; webhook: number } {
  const known = paths.get(url)
  if (known !== undefined) return known
  const [, slot = '0', webhook = '0'] = PATH.exec(url) ?? []
  const found = { slot: Number(slot), webhook: Number(webhook) }
  paths.set(url, found)
  return found
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const { slot, webhook } = place(request.url ?? '')
  const hangs = webhook < behaviour.hangBelow
  let body: Buffer | undefined
  request.on('data', (chunk: Buffer) => {
    body = body === undefined ? chunk : Buffer.concat([body, chunk])
  })
  request.on('end', () => {
    if (hangs) return book.noteHung()
    if (body !== undefined) book.note(body, slot)
    if (behaviour.delayMs > 0) setTimeout(answer, behaviour.delayMs, response)
    else answer(response)
    return undefined
  })
}

function answer(response: ServerResponse): void {
  response.sendDate = false
  response.writeHead(204)
  response.end()
}

const calls: ReceiverCalls = {
  listen: async (options) => ({ port: await listen(options, handle) }),
  behave: (next) => {
    behaviour = next
  },
  expect: (expected) => {
    book = new ArrivalBook(expected)
  },
  counts: () => book.counts(),
  collect: () => book.arrivals(),
}

serve(calls)
