import { Controller, type DynamicModule, Get, HttpCode, Inject, Module, Post, Req } from '@nestjs/common'
import type { FloorEvents, FloorRequest } from './gateway.ts'

const EVENTS = Symbol('floor.events')

class FloorController {
  private readonly events: FloorEvents

  constructor(events: FloorEvents) {
    this.events = events
  }

  ready(): string {
    return 'ready'
  }

  publish(request: FloorRequest): ReturnType<FloorEvents['publish']> {
    return this.events.publish(request)
  }

  publishBatch(request: FloorRequest): ReturnType<FloorEvents['publishBatch']> {
    return this.events.publishBatch(request)
  }
}

class FloorModule {
  readonly name = 'floor'
}

type Method = keyof FloorController & ('ready' | 'publish' | 'publishBatch')

/** Type stripping leaves no decorator syntax, so they are called here. */
function route(method: Method, ...decorators: MethodDecorator[]): void {
  const { prototype } = FloorController
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)
  if (descriptor === undefined) throw new Error(`${method} is missing`)
  for (const decorate of decorators) decorate(prototype, method, descriptor)
  if (method !== 'ready') Req()(prototype, method, 0)
}

/** The floor's gateway as a Nest module: the same routes as the platform's publish. */
export function floorModule(events: FloorEvents): DynamicModule {
  Inject(EVENTS)(FloorController, undefined, 0)
  route('ready', Get('readyz'))
  route('publish', Post('v1/tenants/:tenant/events'), HttpCode(202))
  route('publishBatch', Post('v1/tenants/:tenant/events/batch'), HttpCode(202))
  Controller()(FloorController)
  Module({})(FloorModule)
  return {
    module: FloorModule,
    controllers: [FloorController],
    providers: [{ provide: EVENTS, useValue: events }],
  }
}
