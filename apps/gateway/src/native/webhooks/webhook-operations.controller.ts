import { Delivery, MAX_TIMEOUT_MS, WebhookState } from '@hookline/dto'
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller } from '../../http/params.js'
import { Services } from '../../rpc/services.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { WebhooksService } from '../../webhooks/webhooks.service.js'

const tag = 'Webhooks'
/** A test is answered when the receiver has answered. */
const TEST_DEADLINE_MS = MAX_TIMEOUT_MS + 5_000

/** What delivery knows of a webhook, and does with it at once. */
@Controller('v1/tenants/:tenant/webhooks/:id')
export class WebhookOperationsController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly snapshot: Snapshot,
    private readonly services: Services,
  ) {}

  @Post('test')
  @HttpCode(200)
  @Endpoint({
    tag,
    access: 'manage',
    summary: 'Send a test event now; answers what the receiver answered, and is on record like any delivery',
    answers: { 200: Delivery },
    problems: ['conflict'],
  })
  test(@Caller() call: Call, @Param('id') id: string): Promise<Delivery> {
    const webhook = this.webhooks.get(call, id)
    const request = { tenant_id: call.tenantId, webhook_id: webhook.id, position: this.snapshot.position }
    return this.services.callDelivery('webhooks.test', request, call, TEST_DEADLINE_MS)
  }

  @Get('state')
  @Endpoint({
    tag,
    access: 'read',
    summary: 'How delivery sees the webhook: its window, and whether it is left alone after failures',
    answers: { 200: WebhookState },
  })
  state(@Caller() call: Call, @Param('id') id: string): Promise<WebhookState> {
    const webhook = this.webhooks.get(call, id)
    return this.services.callDelivery('webhooks.state', { webhook_id: webhook.id }, call)
  }
}
