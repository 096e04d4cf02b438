/** The services of the platform, by the names of their folders below apps/. */
export type ServiceName = 'config' | 'delivery' | 'gateway'

/** The variable that sets the port of a service. */
export function portVariable(service: ServiceName): string {
  return `HOOKLINE_PORT_${service.toUpperCase()}`
}

export type Environment = Readonly<Record<string, string>>

/** What a service is given of our own environment: enough to run, nothing that could change what is tested. */
export function baseEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '/', TMPDIR } = process.env
  return { PATH, HOME, NODE_ENV: 'test', ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}
