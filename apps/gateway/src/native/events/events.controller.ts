import {
  EventDetail,
  EventExplanation,
  EventsQuery,
  EventSummary,
  pageOf,
  PublishBatch,
  PublishedBatch,
  PublishedEvent,
  PublishEvent,
  StructuredCloudEvent,
  type Page,
} from '@hookline/dto'
import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ENV, type Env } from '../../env.js'
import { idempotencyKeyOf, type Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, ValidQuery } from '../../http/params.js'
import { EventsPublisher, type PublishContext } from '../../publish/events.publisher.js'
import { readBatch, readEvent } from '../../publish/publish-body.js'
import { publishLimits, type PublishLimits } from '../../publish/publish-limits.js'
import { EventsService } from './events.service.js'

const tag = 'Events'
const publishing = {
  tag,
  access: 'events:write',
  problems: ['payload_too_large', 'unavailable'],
  idempotent: true,
} as const
const EXAMPLE = { type: 'order.created', payload: { order: 1042, amount: 12.5 } }

@Controller('v1/tenants/:tenant/events')
export class EventsController {
  private readonly limits: PublishLimits

  constructor(
    private readonly events: EventsService,
    private readonly publisher: EventsPublisher,
    @Inject(ENV) env: Env,
  ) {
    this.limits = publishLimits(env)
  }

  @Post()
  @HttpCode(202)
  @Endpoint({
    ...publishing,
    problems: [...publishing.problems],
    summary: 'Publish an event, as JSON or as a CloudEvent; 202 means that the broker has acknowledged it',
    body: PublishEvent,
    bodyExample: EXAMPLE,
    otherBodies: { 'application/cloudevents+json': StructuredCloudEvent },
    answers: { 202: PublishedEvent },
    ownLine: true,
  })
  publish(@Req() request: FastifyRequest): Promise<PublishedEvent> {
    const context = contextOf(request)
    return this.publisher.publishOne(readEvent(request, context.tenantId, this.limits), context)
  }

  @Post('batch')
  @HttpCode(202)
  @Endpoint({
    ...publishing,
    problems: [...publishing.problems],
    summary: 'Publish up to 500 events; one that is not valid refuses them all',
    body: PublishBatch,
    bodyExample: { events: [EXAMPLE] },
    answers: { 202: PublishedBatch },
  })
  async publishBatch(@Req() request: FastifyRequest): Promise<{ data: PublishedEvent[] }> {
    const context = contextOf(request)
    return { data: await this.publisher.publishBatch(readBatch(request, context.tenantId, this.limits), context) }
  }

  @Get()
  @Endpoint({
    tag,
    access: 'read',
    summary: 'List events, newest first',
    query: EventsQuery,
    answers: { 200: pageOf(EventSummary) },
    problems: ['invalid_cursor'],
  })
  list(@Caller() call: Call, @ValidQuery() query: EventsQuery): Promise<Page<EventSummary>> {
    return this.events.list(call, query)
  }

  @Get(':id')
  @Endpoint({
    tag,
    access: 'read',
    summary: 'Get an event with its payload and its deliveries',
    answers: { 200: EventDetail },
  })
  async get(@Caller() call: Call, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const body = await this.events.get(call, id)
    reply.header('content-type', 'application/json; charset=utf-8').send(body)
  }

  @Get(':id/explain')
  @Endpoint({
    tag,
    access: 'read',
    summary: 'Explain an event: for each webhook, why it got the event or did not',
    answers: { 200: EventExplanation },
  })
  explain(@Caller() call: Call, @Param('id') id: string): Promise<EventExplanation> {
    return this.events.explain(call, id)
  }
}

function contextOf(request: FastifyRequest): PublishContext {
  const { tenantId, id: requestId, traceparent } = request
  return { tenantId: tenantId ?? '', idempotencyKey: idempotencyKeyOf(request), requestId, traceparent }
}
