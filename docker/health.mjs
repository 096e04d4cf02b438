// The image's health check: is the service of this container alive? Exits 0 or 1.
import process from 'node:process'

const PORTS = { gateway: 8080, config: 8081, 'pipeline-trigger': 8082, delivery: 8083 }

const service = process.env.SERVICE ?? ''
const variable = `HOOKLINE_PORT_${service.toUpperCase().replaceAll('-', '_')}`
const port = process.env[variable] || PORTS[service]

try {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_500) })
  process.exitCode = response.ok ? 0 : 1
} catch (error) {
  console.error(`${service} does not answer on port ${port}: ${error.message}`)
  process.exitCode = 1
}
