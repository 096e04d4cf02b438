import {
  CreatedWebhook,
  CreateWebhook,
  pageOf,
  PageQuery,
  RotateSecret,
  UpdateWebhook,
  Webhook,
  WebhookSecret,
  type Page,
} from '@hookline/dto'
import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, JsonBody, OptionalJsonBody, ValidQuery } from '../../http/params.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { WebhooksService } from '../../webhooks/webhooks.service.js'
import { WebhookVault } from '../../webhooks/webhook-vault.js'
import { memoryPage } from '../memory-page.js'
import { toWebhook } from './to-webhook.js'

const tag = 'Webhooks'
const reading = { tag, access: 'read' } as const
const managing = { tag, access: 'manage' } as const
const EXAMPLE = { url: 'https://example.com/hooks', event_types: ['order.*'] }

@Controller('v1/tenants/:tenant/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly vault: WebhookVault,
    private readonly snapshot: Snapshot,
    private readonly cursors: Cursors,
  ) {}

  @Post()
  @Endpoint({
    ...managing,
    summary: 'Create a webhook; its secret is in this answer and at …/secret only',
    body: CreateWebhook,
    bodyExample: EXAMPLE,
    answers: { 201: CreatedWebhook },
    problems: ['url_refused', 'header_refused', 'conflict', 'limit_reached'],
    idempotent: true,
  })
  async create(@Caller() call: Call, @JsonBody() body: CreateWebhook): Promise<CreatedWebhook> {
    const record = await this.webhooks.create(call, body)
    return { ...toWebhook(record), secret: this.vault.secretOf(record) }
  }

  @Get()
  @Endpoint({ ...reading, summary: 'List webhooks', query: PageQuery, answers: { 200: pageOf(Webhook) } })
  list(@Caller() { tenantId }: Call, @ValidQuery() query: PageQuery): Page<Webhook> {
    const { webhooks } = this.snapshot
    const source = { list: `webhooks/${tenantId}`, page: webhooks.page.bind(webhooks, tenantId) }
    return memoryPage(source, query, this.cursors, toWebhook)
  }

  @Get(':id')
  @Endpoint({ ...reading, summary: 'Get a webhook', answers: { 200: Webhook } })
  get(@Caller() call: Call, @Param('id') id: string): Webhook {
    return toWebhook(this.webhooks.get(call, id))
  }

  @Patch(':id')
  @Endpoint({
    ...managing,
    summary: 'Change a webhook: absent = unchanged, null = back to the default, a map replaces the whole map',
    body: UpdateWebhook,
    bodyExample: { event_types: ['order.created'] },
    answers: { 200: Webhook },
    problems: ['url_refused', 'header_refused'],
  })
  async update(@Caller() call: Call, @Param('id') id: string, @JsonBody() body: UpdateWebhook): Promise<Webhook> {
    return toWebhook(await this.webhooks.update(call, id, body))
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({ ...managing, summary: 'Delete a webhook; what is pending for it is cancelled', answers: { 204: null } })
  remove(@Caller() call: Call, @Param('id') id: string): Promise<void> {
    return this.webhooks.remove(call, id)
  }

  @Get(':id/secret')
  @Endpoint({ ...managing, summary: 'Get the current secret of a webhook', answers: { 200: WebhookSecret } })
  secret(@Caller() call: Call, @Param('id') id: string): WebhookSecret {
    return { secret: this.vault.secretOf(this.webhooks.get(call, id)) }
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Endpoint({
    ...managing,
    summary: 'Rotate the secret; both sign until the grace ends',
    body: RotateSecret,
    bodyExample: { grace_seconds: 86_400 },
    answers: { 200: WebhookSecret },
    idempotent: true,
  })
  async rotate(
    @Caller() call: Call,
    @Param('id') id: string,
    @OptionalJsonBody() body: RotateSecret,
  ): Promise<WebhookSecret> {
    return { secret: this.vault.secretOf(await this.webhooks.rotate(call, id, body)) }
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Endpoint({ ...managing, summary: 'Enable a webhook', answers: { 200: Webhook } })
  async enable(@Caller() call: Call, @Param('id') id: string): Promise<Webhook> {
    return toWebhook(await this.webhooks.update(call, id, { enabled: true }))
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Endpoint({ ...managing, summary: 'Disable a webhook: events are no longer sent to it', answers: { 200: Webhook } })
  async disable(@Caller() call: Call, @Param('id') id: string): Promise<Webhook> {
    return toWebhook(await this.webhooks.update(call, id, { enabled: false }))
  }
}
