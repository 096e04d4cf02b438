import { ensureDemo, sendFirstEvent } from '../demo/demo.ts'
import { gatewayClient } from '../demo/gateway-client.ts'
import type { Settings } from '../settings.ts'
import { Platform } from './platform.ts'
import type { Progress } from './progress.ts'
import { type FirstEvent, report } from './report.ts'
import { removeRunFile, type RunFile, writeRunFile } from './run-file.ts'
import { loadSecrets, saveSecrets } from './secrets.ts'

/** One run of `npm start`, from the first port check to the last process that ends. */
export interface Session {
  readonly stop: () => Promise<void>
  /** The pids of everything that runs now, for those who cannot wait. */
  readonly pids: () => Record<string, number>
}

/** Brings the platform up, writes run.json, and shows that an event arrives. Nothing is left running when it throws. */
export async function startSession(settings: Settings, progress: Progress, stopping: AbortSignal): Promise<Session> {
  removeRunFile(settings.dataDir)
  const platform = new Platform(settings, progress, stopping)
  const stop = async () => {
    removeRunFile(settings.dataDir)
    await platform.stop()
  }
  try {
    progress.say(await bringUp(settings, platform, stopping))
    return { stop, pids: () => platform.pids() }
  } catch (error) {
    await stop()
    throw error
  }
}

async function bringUp(settings: Settings, platform: Platform, stopping: AbortSignal): Promise<string> {
  const secrets = loadSecrets(settings.dataDir)
  const { endpoints, receiver } = await platform.start({
    adminKey: process.env['HOOKLINE_ADMIN_KEY'] || secrets.admin_key,
    masterKeys: process.env['HOOKLINE_MASTER_KEYS'] || secrets.master_keys,
  })
  const gateway = `http://127.0.0.1:${settings.ports.gateway}`
  const call = gatewayClient(gateway)
  const { adminKey, brokers, databaseUrl } = endpoints

  const demo = await platform.step('demo tenant', () => ensureDemo(call, { ...secrets, admin_key: adminKey }, receiver))
  const { tenant, tenantKey, webhook } = demo
  saveSecrets(settings.dataDir, { ...secrets, tenant, tenant_key: tenantKey, webhook })
  const places = { gateway, receiver: receiver.url, kafka: brokers, database: databaseUrl }
  const run = (): RunFile => ({ ...places, admin_key: adminKey, tenant, tenant_key: tenantKey, pids: platform.pids() })
  platform.onChange = () => {
    if (!stopping.aborted) writeRunFile(settings.dataDir, run())
  }
  platform.onChange()
  const first: FirstEvent = await platform.step('first event', () => sendFirstEvent(call, demo, receiver))
  return report(run(), first)
}
