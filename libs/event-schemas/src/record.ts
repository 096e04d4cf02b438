/** What the parsers need of a Kafka record; kafkajs' `KafkaMessage` fits. */
export interface RecordLike {
  key: Buffer | null
  value: Buffer | null
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>
}

/** One header as text; the last one wins where a name is repeated; `undefined` when absent. */
export function headerText(record: RecordLike, name: string): string | undefined {
  const value = record.headers?.[name]
  const last = Array.isArray(value) ? value.at(-1) : value
  return last === undefined || last === null ? undefined : last.toString()
}
