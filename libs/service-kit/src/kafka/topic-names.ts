import type { TopicName } from '@hookline/event-schemas'

/** Logical topic to the deployment's name for it. */
export class TopicNames {
  constructor(private readonly prefix: string) {}

  of(topic: TopicName): string {
    return `${this.prefix}${topic}`
  }

  /** Groups carry the prefix too, so that two deployments can share one cluster. */
  group(name: string): string {
    return `${this.prefix}${name}`
  }
}
