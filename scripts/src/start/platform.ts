import { assertPortFree, endOrphan, pidFileOf } from '@hookline/embedded'
import { build } from '../commands.ts'
import { type DemoReceiver, startReceiver } from '../demo/receiver.ts'
import { portsInUse, portVariable, type Settings } from '../settings.ts'
import { dataDirs, rotateLogs, startBroker, startDatabase } from './infrastructure.ts'
import { migrate } from './migrate.ts'
import type { Progress } from './progress.ts'
import { type Endpoints, MIGRATED, serviceEnvironment, type ServiceName, SERVICES } from './service-environment.ts'
import { servicePidFile, startService, untilReady } from './service.ts'
import { type Running, supervise, type Supervised } from './supervise.ts'

// Config first, because the others wait for what it publishes; the gateway last, so that it goes down first.
const START_ORDER = ['config', 'delivery', 'gateway'] as const satisfies readonly ServiceName[]

/** The keys that the services are given. */
export interface Keys {
  readonly adminKey: string
  readonly masterKeys: string
}

/** Everything that one start runs. Parts come up in order and go down in the opposite one. */
export class Platform {
  private readonly settings: Settings
  private readonly progress: Progress
  private readonly stopping: AbortSignal
  private readonly infrastructure: Supervised[] = []
  private readonly services: Supervised[] = []
  private receiver: DemoReceiver | undefined
  /** Called when a part has got another pid. */
  onChange: () => void = () => undefined

  constructor(settings: Settings, progress: Progress, stopping: AbortSignal) {
    this.settings = settings
    this.progress = progress
    this.stopping = stopping
  }

  /** Brings everything up. */
  async start(keys: Keys): Promise<{ endpoints: Endpoints; receiver: DemoReceiver }> {
    await this.clearTheWay()
    await this.step('build', () => build())
    const databaseUrl = this.settings.databaseUrl ?? (await this.startPostgres())
    const brokers = this.settings.brokers ?? (await this.startKafka())
    const endpoints = { ...keys, databaseUrl, brokers }
    await this.step('migrate', async () => {
      for (const name of MIGRATED) await migrate(this.settings, name, this.environment(name, endpoints))
    })
    await this.step('services', () => this.startServices(endpoints))
    return { endpoints, receiver: await this.startReceiver() }
  }

  /** Stops gateway, delivery, config, receiver, Kafka and Postgres, in this order. */
  async stop(): Promise<void> {
    for (const part of this.services.toReversed()) await part.stop()
    await this.receiver?.close()
    for (const part of this.infrastructure.toReversed()) await part.stop()
  }

  /** The pids of everything that runs now. */
  pids(): Record<string, number> {
    const parts = [...this.services.toReversed(), ...this.infrastructure]
    return Object.fromEntries(parts.map(({ name, pid }) => [name, pid]))
  }

  /** Runs a step unless everything is about to stop. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.stopping.throwIfAborted()
    return this.progress.step(name, work)
  }

  /** Ends what an earlier start left behind, and checks every port before anything of ours opens one. */
  private async clearTheWay(): Promise<void> {
    const { settings } = this
    const { kafka, postgres } = dataDirs(settings)
    const services = SERVICES.map((name) => servicePidFile(settings, name))
    for (const pidFile of [...services, pidFileOf(kafka), pidFileOf(postgres)])
      await endOrphan(pidFile, this.progress.say)
    for (const name of portsInUse(settings)) await assertPortFree(settings.ports[name], portVariable(name))
    rotateLogs(settings)
  }

  private startPostgres(): Promise<string> {
    return this.step('postgres', async () => {
      const start = () => startDatabase(this.settings, this.progress.say)
      let url = ''
      await this.keep(this.infrastructure, 'postgres', start, (server) => (url = server.url))
      return url
    })
  }

  private startKafka(): Promise<string> {
    return this.step('kafka', async () => {
      const start = () => startBroker(this.settings, this.progress.say)
      let brokers = ''
      await this.keep(this.infrastructure, 'kafka', start, (server) => (brokers = server.brokers))
      return brokers
    })
  }

  private startReceiver(): Promise<DemoReceiver> {
    const port = this.settings.ports.receiver
    return this.step('demo receiver', async () => {
      await assertPortFree(port, portVariable('receiver'))
      this.receiver = await startReceiver(port)
      return this.receiver
    })
  }

  private async startServices(endpoints: Endpoints): Promise<void> {
    const { settings, stopping } = this
    const started = await Promise.allSettled(
      START_ORDER.map((name) => {
        const start = () => startService(settings, name, this.environment(name, endpoints))
        return this.keep(this.services, name, start, (running) => untilReady(settings, name, running, stopping))
      }),
    )
    this.services.sort((one, other) => orderOf(one) - orderOf(other))
    const failed = started.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  private async keep<T extends Running>(
    parts: Supervised[],
    name: string,
    start: () => Promise<T>,
    ready: (running: T) => unknown,
  ): Promise<void> {
    const hooks = {
      ready: async (running: T) => void (await ready(running)),
      say: this.progress.say,
      changed: () => this.onChange(),
    }
    parts.push(await supervise({ name, start, ...hooks }))
  }

  private environment(name: ServiceName, endpoints: Endpoints): NodeJS.ProcessEnv {
    return serviceEnvironment(name, this.settings, endpoints, process.env)
  }
}

function orderOf({ name }: Supervised): number {
  return START_ORDER.findIndex((service) => service === name)
}
