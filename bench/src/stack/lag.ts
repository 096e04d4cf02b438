import { type Admin, Kafka, logLevel } from 'kafkajs'

/** Asks the broker how far consumer groups are behind. */
export class LagMeter {
  private readonly admin: Admin

  constructor(brokers: string) {
    const kafka = new Kafka({ clientId: 'bench-lag', brokers: brokers.split(','), logLevel: logLevel.ERROR })
    this.admin = kafka.admin()
  }

  connect(): Promise<void> {
    return this.admin.connect()
  }

  /** Records that are in the topic and not committed by the group. */
  async lag(group: string, topic: string): Promise<number> {
    const [ends, [committed]] = await Promise.all([
      this.admin.fetchTopicOffsets(topic),
      this.admin.fetchOffsets({ groupId: group, topics: [topic] }),
    ])
    const done = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    return ends.reduce((sum, { partition, high, low }) => {
      const at = done.get(partition) ?? -1
      return sum + Number(high) - (at < 0 ? Number(low) : at)
    }, 0)
  }

  async deleteTopics(prefix: string): Promise<void> {
    const topics = (await this.admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length > 0) await this.admin.deleteTopics({ topics })
  }

  async createTopic(topic: string, partitions: number): Promise<void> {
    await this.admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true })
  }

  disconnect(): Promise<void> {
    return this.admin.disconnect()
  }
}
