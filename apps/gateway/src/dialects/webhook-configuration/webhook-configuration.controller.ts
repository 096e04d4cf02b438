import { Controller, Delete, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { callOf, type Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, JsonBody, ValidQuery } from '../../http/params.js'
import { validate } from '../../http/validate.js'
import { ConfigurationsService } from './configurations.service.js'
import {
  Configuration,
  ConfigurationPage,
  CreateConfiguration,
  ListQuery,
  Nothing,
  UpdateConfiguration,
} from './shapes.js'

const tag = 'Webhook configuration (dialect)'
const reading = { tag, access: 'read' } as const
const managing = { tag, access: 'manage' } as const
const EXAMPLE = {
  tenant_key: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: 'https://example.com/webhook',
  hmac_signature_key: 'your-secret-key',
  headers: { Authorization: 'Bearer token', 'X-Custom-Header': 'value' },
}

@Controller('outgoing_webhook/webhook_configuration')
export class WebhookConfigurationController {
  constructor(private readonly configurations: ConfigurationsService) {}

  @Post()
  @Endpoint({
    ...managing,
    summary: 'Create a webhook configuration',
    body: CreateConfiguration,
    bodyExample: EXAMPLE,
    answers: { 201: Configuration },
    idempotent: true,
  })
  create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody() body: CreateConfiguration,
  ): Promise<Configuration> {
    warnOfShortKey(reply, body.hmac_signature_key)
    return this.configurations.create(callOf(request, body.tenant_key), body)
  }

  @Get()
  @Endpoint({
    ...reading,
    summary: 'List the webhook configurations of a tenant',
    query: ListQuery,
    answers: { 200: ConfigurationPage },
  })
  list(@Caller() { principal }: Call, @ValidQuery() query: ListQuery): ConfigurationPage {
    return this.configurations.list(principal, query)
  }

  @Get(':configuration_key')
  @Endpoint({ ...reading, summary: 'Get a webhook configuration', answers: { 200: Configuration } })
  get(@Caller() { principal }: Call, @Param('configuration_key') key: string): Configuration {
    return this.configurations.get(principal, requireKey(key))
  }

  @Put(':configuration_key')
  @Endpoint({
    ...managing,
    summary: 'Change a webhook configuration: what is absent stays',
    body: UpdateConfiguration,
    bodyExample: { url: 'https://new-url.com/webhook', hmac_signature_key: 'new-secret-key' },
    answers: { 200: Configuration },
  })
  update(
    @Caller() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('configuration_key') key: string,
    @JsonBody() body: UpdateConfiguration,
  ): Promise<Configuration> {
    warnOfShortKey(reply, body.hmac_signature_key)
    return this.configurations.update(call, requireKey(key), body)
  }

  @Delete(':configuration_key')
  @HttpCode(200)
  @Endpoint({ ...managing, summary: 'Delete a webhook configuration', answers: { 200: Nothing } })
  async remove(@Caller() call: Call, @Param('configuration_key') key: string): Promise<object> {
    await this.configurations.remove(call, requireKey(key))
    return {}
  }
}

const RECOMMENDED_KEY_BYTES = 32

/** A14: the vendor's own example has 10 characters, so that a short key is accepted, and pointed out. */
function warnOfShortKey(reply: FastifyReply, key: string | undefined): void {
  if (key !== undefined && Buffer.byteLength(key) < RECOMMENDED_KEY_BYTES) {
    void reply.header('hookline-warning', `hmac_signature_key has fewer than ${RECOMMENDED_KEY_BYTES} bytes`)
  }
}

/** A28: a malformed key is told apart from one that is not there. */
const requireKey = (key: string): string => validate(ConfigurationKey, { configuration_key: key }).configuration_key

const ConfigurationKey = UpdateConfiguration.pick({ configuration_key: true }).required()
