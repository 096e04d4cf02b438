import { Injectable } from '@nestjs/common'
import { Database } from '../database/database.js'
import { SnapshotStateRepository } from './snapshot-state.repository.js'
import { SnapshotTopic } from './snapshot-topic.js'
import { TopicScan } from './topic-scan.js'

/** Compares topic and database before the first pass of the relay: either may have been made anew while we were away. */
@Injectable()
export class TopicInspection {
  constructor(
    private readonly database: Database,
    private readonly state: SnapshotStateRepository,
    private readonly topic: SnapshotTopic,
    private readonly scan: TopicScan,
  ) {}

  async run(): Promise<void> {
    const { generation, lastOffset } = await this.state.read(this.database)
    this.topic.observe({ generation, offset: lastOffset })
    if (generation === 0) await this.passOverFormer()
    else await this.topic.checkEnd()
  }

  /** A new database beside an old topic: readers must drop everything that the former one has left there. */
  private async passOverFormer(): Promise<void> {
    const former = await this.scan.highestGeneration()
    if (former > 0) await this.state.passOver(this.database, former)
  }
}
