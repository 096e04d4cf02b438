import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { notFound } from '@hookline/service-kit'
import { Controller, Get, Param, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { Endpoint } from '../http/endpoint.js'

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Hookline API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`

const INIT = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true })
`

/** Everything comes from here; Swagger UI sets style attributes, so inline styles are allowed, scripts are not. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const HIDDEN = { access: 'public', tag: 'Operations', summary: 'API documentation', answers: {}, hidden: true } as const

interface Asset {
  type: string
  body: string
}

/** Swagger UI from our own disk: the page works without the internet. */
@Controller('docs')
export class DocsController {
  private readonly assets = new Map<string, Asset>()

  @Get()
  @Endpoint(HIDDEN)
  page(@Res() reply: FastifyReply): void {
    send(reply, { type: 'text/html; charset=utf-8', body: PAGE })
  }

  @Get(':file')
  @Endpoint(HIDDEN)
  file(@Param('file') name: string, @Res() reply: FastifyReply): void {
    send(reply, this.asset(name))
  }

  private asset(name: string): Asset {
    const known = this.assets.get(name) ?? load(name)
    this.assets.set(name, known)
    return known
  }
}

function load(name: string): Asset {
  const script = { type: 'text/javascript; charset=utf-8' }
  if (name === 'init.js') return { ...script, body: INIT }
  if (name === 'swagger-ui-bundle.js') return { ...script, body: distribution(name) }
  if (name === 'swagger-ui.css') return { type: 'text/css; charset=utf-8', body: distribution(name) }
  throw notFound('File')
}

function distribution(name: string): string {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return readFileSync(join(root, name), 'utf8')
}

function send(reply: FastifyReply, { type, body }: Asset): void {
  void reply
    .headers({ 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-cache' })
    .send(body)
}
