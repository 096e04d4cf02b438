import type { AnswerMessage, CallMessage, Calls } from './protocol.ts'

/** Answers the parent's calls until the channel closes; then the process ends, whatever it is doing. */
export function serve(calls: Calls): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', (message: CallMessage) => void answer(calls, message))
}

async function answer(calls: Calls, { id, method, argument }: CallMessage): Promise<void> {
  try {
    const value = await calls[method]?.(argument as never)
    reply({ id, value })
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function reply(message: AnswerMessage): void {
  process.send?.(message)
}
