import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDir } from '../cache-dir.js'
import { assertPortFree } from '../ports.js'
import { logSize, logTail } from '../process/log-tail.js'
import { type EndStep, type Exit, type OwnedProcess, spawnOwned } from '../process/owned-process.js'
import { endOrphan, pidFileOf, removePidFile, writePidFile } from '../process/pid-file.js'
import { ensureJars, fetchWithMaven, kafkaVersion } from './jars.js'
import { requireJava, requireMaven } from './java.js'
import { serverProperties } from './properties.js'
import { brokerAnswers } from './ready.js'
import { ensureStorage, type JavaCommand } from './storage.js'

const START_DEADLINE_MS = 60_000
const LOG_SETTINGS = fileURLToPath(new URL('../../kafka/log4j2.properties', import.meta.url))
const KILL: EndStep = { signal: 'SIGKILL', patienceMs: 5_000 }

export interface KafkaOptions {
  readonly dataDir: string
  readonly port: number
  readonly controllerPort: number
  /** The broker's heap in MiB. Default: 384. */
  readonly heapMb?: number
  /** Hears of repairs and of the first fetch; the broker's own output goes to logFile. */
  readonly log?: (line: string) => void
  /** Default: beside the data directory, with the ending .log. */
  readonly logFile?: string
  /** The variables that an error about a port names. */
  readonly portVariables?: { readonly port: string; readonly controllerPort: string }
}

export interface EmbeddedKafka {
  /** The bootstrap address, as KAFKA_BROKERS takes it. */
  readonly brokers: string
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Controlled shutdown; start again on the same directory with startKafka. */
  stop(): Promise<void>
  /** kill -9, as a power cut would do it. */
  kill(): Promise<void>
}

/** Starts a real single-node Apache Kafka on loopback; the data directory is made, or repaired, or taken up again. */
export async function startKafka(options: KafkaOptions): Promise<EmbeddedKafka> {
  const dataDir = resolve(options.dataDir)
  const log = options.log ?? (() => undefined)
  await endOrphan(pidFileOf(dataDir), log)
  const names = options.portVariables ?? {
    port: 'HOOKLINE_PORT_KAFKA',
    controllerPort: 'HOOKLINE_PORT_KAFKA_CONTROLLER',
  }
  await assertPortFree(options.port, names.port)
  await assertPortFree(options.controllerPort, names.controllerPort)

  const java = await javaCommand(options.heapMb ?? 384, log)
  const settings = { logDir: join(dataDir, 'log'), port: options.port, controllerPort: options.controllerPort }
  mkdirSync(dataDir, { recursive: true })
  await ensureStorage(java, settings, log)
  const properties = join(dataDir, 'server.properties')
  writeFileSync(properties, serverProperties(settings))

  const server = await launch(java, {
    properties,
    dataDir,
    port: options.port,
    logFile: options.logFile ?? `${dataDir}.log`,
  })
  writePidFile(pidFileOf(dataDir), server.pid)
  return handle(server, `127.0.0.1:${options.port}`, dataDir)
}

async function javaCommand(heapMb: number, log: (line: string) => void): Promise<JavaCommand> {
  const java = requireJava(log)
  const jars = await ensureJars(cacheDir(), async (folder) => {
    log(`fetching Apache Kafka ${kafkaVersion()} with Maven (once; about 45 MB)`)
    await fetchWithMaven(requireMaven(log), folder)
  })
  const memory = [`-Xms${Math.min(heapMb, 128)}m`, `-Xmx${heapMb}m`, '-XX:+ExitOnOutOfMemoryError']
  const quiet = ['-XX:-UsePerfData', '-Djava.awt.headless=true', `-Dlog4j2.configurationFile=${LOG_SETTINGS}`]
  return { java, options: [...memory, ...quiet, '-cp', join(jars, '*')] }
}

interface Launch {
  readonly properties: string
  readonly dataDir: string
  readonly port: number
  readonly logFile: string
}

async function launch(java: JavaCommand, { properties, dataDir, port, logFile }: Launch): Promise<OwnedProcess> {
  const from = logSize(logFile)
  const server = await spawnOwned({
    command: java.java,
    args: [...java.options, 'kafka.Kafka', properties],
    cwd: dataDir,
    logFile,
    deathSignal: 'TERM',
  })
  let ended = false
  void server.exited.then(() => (ended = true))
  try {
    if (await brokerAnswers(port, START_DEADLINE_MS, () => ended)) return server
  } catch (error) {
    await server.end([KILL])
    throw error
  }
  throw new Error(`Kafka ended before it was ready; the last lines of ${logFile}:\n${logTail(logFile, { from })}`)
}

function handle(server: OwnedProcess, brokers: string, dataDir: string): EmbeddedKafka {
  const end = async (...steps: EndStep[]) => {
    await server.end(steps)
    removePidFile(pidFileOf(dataDir))
  }
  return {
    brokers,
    pid: server.pid,
    exited: server.exited,
    stop: () => end({ signal: 'SIGTERM', patienceMs: 20_000 }, KILL),
    kill: () => end(KILL),
  }
}
