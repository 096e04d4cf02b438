import { assertPortFree, endOrphan, pidFileOf } from '@hookline/embedded'
import { build } from '../commands.ts'
import { ensureDemo, sendFirstEvent } from '../demo/demo.ts'
import { gatewayClient } from '../demo/gateway-client.ts'
import { type DemoReceiver, startReceiver } from '../demo/receiver.ts'
import { portsInUse, portVariable, type Settings } from '../settings.ts'
import { dataDirs, startBroker, startDatabase } from './infrastructure.ts'
import { migrate } from './migrate.ts'
import type { Progress } from './progress.ts'
import { report } from './report.ts'
import { removeRunFile, type RunFile, writeRunFile } from './run-file.ts'
import { loadSecrets, saveSecrets } from './secrets.ts'
import { servicePidFile, startService, untilReady } from './service.ts'
import { type Endpoints, MIGRATED, serviceEnvironment, type ServiceName, SERVICES } from './service-environment.ts'
import { type Running, supervise, type Supervised } from './supervise.ts'

/** Everything that one start runs. Parts come up in order and go down in the opposite one. */
export class Platform {
  private readonly settings: Settings
  private readonly progress: Progress
  private readonly stopping: AbortSignal
  private readonly parts: Supervised[] = []
  private receiver: DemoReceiver | undefined
  private run: Omit<RunFile, 'pids'> | undefined

  constructor(settings: Settings, progress: Progress, stopping: AbortSignal) {
    this.settings = settings
    this.progress = progress
    this.stopping = stopping
  }

  /** Brings everything up and shows that an event arrives. */
  async start(): Promise<void> {
    const { settings } = this
    await this.clearTheWay()
    await this.step('build', () => build())
    const secrets = loadSecrets(settings.dataDir)
    const endpoints = {
      ...(await this.startInfrastructure()),
      adminKey: process.env['HOOKLINE_ADMIN_KEY'] || secrets.admin_key,
      masterKeys: process.env['HOOKLINE_MASTER_KEYS'] || secrets.master_keys,
    }
    await this.step('migrate', async () => {
      for (const name of MIGRATED) await migrate(settings, name, this.environment(name, endpoints))
    })
    await this.step('services', () => this.startServices(endpoints))
    const receiver = await this.step('demo receiver', () => this.startReceiver(), ({ url }) => url)

    const gateway = `http://127.0.0.1:${settings.ports.gateway}`
    const call = gatewayClient(gateway)
    const first = await this.step('first event', async () => {
      const known = { ...secrets, admin_key: endpoints.adminKey }
      const demo = await ensureDemo(call, known, receiver)
      saveSecrets(settings.dataDir, { ...secrets, tenant: demo.tenant, tenant_key: demo.tenantKey, webhook: demo.webhook })
      const { adminKey: admin_key, brokers: kafka, databaseUrl: database } = endpoints
      const { tenant, tenantKey: tenant_key } = demo
      this.run = { gateway, admin_key, tenant, tenant_key, receiver: receiver.url, kafka, database }
      this.writeRun()
      return sendFirstEvent(call, demo, receiver)
    })
    if (this.run !== undefined) this.progress.say(report({ ...this.run, pids: this.pids() }, first))
  }

  /** Stops services, receiver, Kafka and Postgres, in this order. */
  async stop(): Promise<void> {
    removeRunFile(this.settings.dataDir)
    const services = this.parts.filter(({ name }) => isService(name))
    const infrastructure = this.parts.filter(({ name }) => !isService(name))
    for (const part of services.toReversed()) await part.stop()
    await this.receiver?.close()
    for (const part of infrastructure.toReversed()) await part.stop()
    this.parts.length = 0
  }

  /** The pids of everything that runs now, for those who cannot wait. */
  pids(): Record<string, number> {
    return Object.fromEntries(this.parts.map(({ name, pid }) => [name, pid]))
  }

  /** Ends what an earlier start left behind, and checks every port before anything of ours opens one. */
  private async clearTheWay(): Promise<void> {
    const { settings } = this
    removeRunFile(settings.dataDir)
    const dirs = dataDirs(settings)
    const left = [...SERVICES.map((name) => servicePidFile(settings, name)), pidFileOf(dirs.kafka), pidFileOf(dirs.postgres)]
    for (const pidFile of left) await endOrphan(pidFile, (line) => this.progress.say(line))
    for (const name of portsInUse(settings)) await assertPortFree(settings.ports[name], portVariable(name))
  }

  private async startInfrastructure(): Promise<Pick<Endpoints, 'databaseUrl' | 'brokers'>> {
    const { settings } = this
    const say = (line: string) => this.progress.say(`  ${line}`)
    let { databaseUrl, brokers } = settings
    if (databaseUrl === undefined) {
      await this.step('postgres', () =>
        this.supervise('postgres', async () => {
          const server = await startDatabase(settings, say)
          databaseUrl = server.url
          return server
        }),
      )
    }
    if (brokers === undefined) {
      await this.step('kafka', () =>
        this.supervise('kafka', async () => {
          const server = await startBroker(settings, say)
          brokers = server.brokers
          return server
        }),
      )
    }
    if (databaseUrl === undefined || brokers === undefined) throw new Error('Postgres or Kafka did not start')
    return { databaseUrl, brokers }
  }

  private async startServices(endpoints: Endpoints): Promise<void> {
    const { settings } = this
    // Config first, because the others wait for what it publishes; the gateway last, so that it goes down first.
    const order: readonly ServiceName[] = ['config', 'delivery', 'gateway']
    const started = new Map<ServiceName, Running>()
    for (const name of order) {
      await this.supervise(name, async () => {
        const running = await startService(settings, name, this.environment(name, endpoints))
        started.set(name, running)
        return running
      })
    }
    await Promise.all(
      [...started].map(([name, running]) => untilReady(settings, name, running)),
    )
  }

  private async startReceiver(): Promise<DemoReceiver> {
    this.receiver = await startReceiver(this.settings.ports.receiver)
    return this.receiver
  }

  private async supervise<T extends Running>(name: string, start: () => Promise<T>): Promise<void> {
    const say = (line: string) => this.progress.say(line)
    this.parts.push(await supervise({ name, start, say, changed: () => this.writeRun() }))
  }

  private environment(name: ServiceName, endpoints: Endpoints): NodeJS.ProcessEnv {
    return serviceEnvironment(name, this.settings, endpoints, process.env)
  }

  private async step<T>(name: string, work: () => Promise<T>, remark?: (result: T) => string): Promise<T> {
    this.stopping.throwIfAborted()
    return this.progress.step(name, work, remark)
  }

  private writeRun(): void {
    if (this.run !== undefined && !this.stopping.aborted) {
      writeRunFile(this.settings.dataDir, { ...this.run, pids: this.pids() })
    }
  }
}

function isService(name: string): boolean {
  return SERVICES.some((service) => service === name)
}
