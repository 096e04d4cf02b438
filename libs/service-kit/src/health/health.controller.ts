import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common'
import { register } from 'prom-client'
import { HealthRegistry } from './health.registry.js'

interface Reply {
  status: (code: number) => { send: (body: unknown) => void }
}

@Controller()
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** Alive: the process answers. */
  @Get('healthz')
  @HttpCode(200)
  alive(): { status: string } {
    return { status: 'alive' }
  }

  /** Can work: 503 names the parts that cannot. */
  @Get('readyz')
  async ready(@Res() reply: Reply): Promise<void> {
    const failures = await this.health.failures()
    const ready = Object.keys(failures).length === 0
    reply.status(ready ? 200 : 503).send(ready ? { status: 'ready' } : { status: 'not ready', failures })
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics()
  }
}
