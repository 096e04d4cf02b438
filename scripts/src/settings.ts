import { join, resolve } from 'node:path'

/** Each port that a start uses, with its variable and its default; the docs have the same table. */
const PORTS = {
  gateway: ['HOOKLINE_PORT_GATEWAY', 8080],
  config: ['HOOKLINE_PORT_CONFIG', 8081],
  delivery: ['HOOKLINE_PORT_DELIVERY', 8083],
  receiver: ['HOOKLINE_PORT_RECEIVER', 8090],
  kafka: ['HOOKLINE_PORT_KAFKA', 19_092],
  kafkaController: ['HOOKLINE_PORT_KAFKA_CONTROLLER', 19_093],
  postgres: ['HOOKLINE_PORT_POSTGRES', 15_432],
} as const

export type PortName = keyof typeof PORTS

/** What the environment and the command line ask of a start. */
export interface Settings {
  readonly root: string
  /** .hookline, or where HOOKLINE_DATA_DIR puts it. */
  readonly dataDir: string
  readonly once: boolean
  readonly ports: Readonly<Record<PortName, number>>
  /** Set when a server of one's own replaces the embedded one. */
  readonly databaseUrl: string | undefined
  readonly brokers: string | undefined
}

type Env = Readonly<Record<string, string | undefined>>

/** Reads the settings; throws an error that names a bad variable or word. */
export function readSettings(root: string, env: Env, args: readonly string[]): Settings {
  const unknown = args.find((arg) => arg !== '--once')
  if (unknown !== undefined) throw new Error(`${unknown} is not known: npm start [-- --once]`)
  return {
    root,
    dataDir: dataDirOf(root, env),
    once: args.includes('--once'),
    ports: readPorts(env),
    databaseUrl: env['DATABASE_URL'] || undefined,
    brokers: env['KAFKA_BROKERS'] || undefined,
  }
}

/** Where a start keeps its data. */
export function dataDirOf(root: string, env: Env): string {
  return env['HOOKLINE_DATA_DIR'] ? resolve(env['HOOKLINE_DATA_DIR']) : join(root, '.hookline')
}

/** The variable that moves a port. */
export function portVariable(name: PortName): string {
  return PORTS[name][0]
}

/** The ports that this start opens itself. */
export function portsInUse({ databaseUrl, brokers }: Settings): PortName[] {
  const names = Object.keys(PORTS) as PortName[]
  return names.filter((name) => {
    if (name === 'postgres') return databaseUrl === undefined
    if (name === 'kafka' || name === 'kafkaController') return brokers === undefined
    return true
  })
}

function readPorts(env: Env): Record<PortName, number> {
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, [variable, standard]]) => [name, readPort(env, variable, standard)]),
  ) as Record<PortName, number>
  const taken = new Map<number, string>()
  for (const name of Object.keys(ports) as PortName[]) {
    const other = taken.get(ports[name])
    if (other !== undefined) throw new Error(`${other} and ${portVariable(name)} are both ${ports[name]}: change one`)
    taken.set(ports[name], portVariable(name))
  }
  return ports
}

function readPort(env: Env, variable: string, standard: number): number {
  const text = env[variable]
  if (!text) return standard
  const port = Number(text)
  if (!/^\d{1,5}$/u.test(text) || port < 1 || port > 65_535) {
    throw new Error(`${variable} must be a port between 1 and 65535, not "${text}"`)
  }
  return port
}
