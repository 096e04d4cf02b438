import type { KafkaMessage } from 'kafkajs'

/** A record of a batch; `done()` says that it needs no re-reading after a crash. */
export interface StreamRecord {
  readonly message: KafkaMessage
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** It was in the topic when the partition came to us: a former owner may have handled it already. */
  readonly mayBeRepeat: boolean
  done(): void
}
