/** What a command did: the outbox row whose place in the topic goes into the reply, and the rest of the reply. */
export interface Change<R extends object> {
  seq: number
  reply: R
}
