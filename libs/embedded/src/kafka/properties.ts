/** What a single-node broker for development needs to know. */
export interface BrokerSettings {
  readonly logDir: string
  readonly port: number
  readonly controllerPort: number
}

/**
 * The broker's server.properties: one node that is broker and controller, on loopback only. Internal topics are small,
 * because their many default partitions are what makes a first start slow.
 */
export function serverProperties({ logDir, port, controllerPort }: BrokerSettings): string {
  const properties: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDir,

    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    // After a kill -9 the controller holds the old registration for a whole session before the new broker may come in.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.partitions': 1,

    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'min.insync.replicas': 1,

    'log.retention.hours': 168,
    'log.segment.bytes': 128 * 1024 * 1024,
    // The defaults (128 MiB buffer, 10 MiB per index) are for large machines; half the heap would be gone at once.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    'log.index.size.max.bytes': 2 * 1024 * 1024,
  }
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`)
  return `${lines.join('\n')}\n`
}
