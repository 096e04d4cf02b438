import { Controller, Get, Header, Inject } from '@nestjs/common'
import { z } from 'zod'
import { ENV, type Env } from '../env.js'
import { AnswerFormats } from '../http/answer-format.js'
import { Endpoint } from '../http/endpoint.js'
import { RouteTable } from '../http/route-table.js'
import { openApiDocument } from './document.js'

/** Of this API, as semantic versioning has it; independent of the build. */
const API_VERSION = '1.0.0'

@Controller()
export class OpenApiController {
  private document: object | undefined

  constructor(
    private readonly routes: RouteTable,
    private readonly formats: AnswerFormats,
    @Inject(ENV) private readonly env: Pick<Env, 'HOOKLINE_PUBLIC_URL'>,
  ) {}

  @Get('openapi.json')
  @Header('cache-control', 'no-cache')
  @Endpoint({
    access: 'public',
    tag: 'Operations',
    summary: 'This document',
    answers: { 200: z.looseObject({}) },
    hidden: true,
  })
  get(): object {
    const { routes, formats, env } = this
    this.document ??= openApiDocument({
      routes: routes.routes,
      formats,
      publicUrl: env.HOOKLINE_PUBLIC_URL,
      version: API_VERSION,
    })
    return this.document
  }
}
