/** Headers that a dead letter carries beside those it came with; key and value are as they were. */
export const DEAD_LETTER_HEADERS = {
  topic: 'hookline-dead-letter-topic',
  partition: 'hookline-dead-letter-partition',
  offset: 'hookline-dead-letter-offset',
  reason: 'hookline-dead-letter-reason',
  at: 'hookline-dead-letter-at',
} as const
