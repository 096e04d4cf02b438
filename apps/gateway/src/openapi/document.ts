import { PROBLEMS, type ProblemCode } from '@hookline/dto'
import { STATUS_CODES } from 'node:http'
import type { AnswerFormats } from '../http/answer-format.js'
import type { Endpoint } from '../http/endpoint.js'
import { failure } from '../http/failure.js'
import type { Route } from '../http/route-table.js'
import { SchemaCollector } from './schemas.js'

type Json = Record<string, unknown>

interface Sources {
  routes: readonly Route[]
  formats: AnswerFormats
  publicUrl: string | undefined
  version: string
}

/** The OpenAPI 3.1 document, from the routes and the schemas that validate them: nothing is written twice. */
export function openApiDocument({ routes, formats, publicUrl, version }: Sources): Json {
  const schemas = new SchemaCollector()
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    if (route.endpoint === undefined || route.endpoint.hidden === true || route.method === 'HEAD') continue
    const path = route.url.replace(/:([A-Za-z_]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, route.endpoint, schemas, formats) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Hookline', version, description: 'Webhooks out of Kafka: publish events, deliver them signed.' },
    ...(publicUrl !== undefined && { servers: [{ url: publicUrl }] }),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key, or the admin key.' } },
    },
  }
}

function operation(route: Route, endpoint: Endpoint, schemas: SchemaCollector, formats: AnswerFormats): Json {
  const { tag, summary, access, body, query } = endpoint
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    ...(access === 'public' ? { security: [] } : { security: [{ key: [] }], description: `Needs: ${needs(access)}.` }),
    parameters: [
      ...pathParameters(route.url),
      ...(query === undefined ? [] : queryParameters(schemas.convert(query, 'input'))),
      ...(endpoint.idempotent === true ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(body !== undefined && { requestBody: requestBody(endpoint, schemas) }),
    responses: { ...answers(endpoint, schemas), ...refusals(route, endpoint, schemas, formats) },
  }
}

const needs = (access: string): string => (access === 'admin' ? 'the admin key' : `scope "${access}", or the admin key`)

const operationId = ({ method, url }: Route): string =>
  method.toLowerCase() + url.replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A repeat with the same key has the effect, and the answer, of the first one. New for each command.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const pathParameters = (url: string): Json[] =>
  [...url.matchAll(/:([A-Za-z_]+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters({ properties = {}, required = [] }: Json): Json[] {
  return Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: 'query',
    required: (required as string[]).includes(name),
    schema,
  }))
}

function requestBody({ body, bodyExample, otherBodies = {} }: Endpoint, schemas: SchemaCollector): Json {
  const others = Object.entries(otherBodies).map(([type, schema]) => [
    type,
    { schema: schemas.convert(schema, 'input') },
  ])
  const json = { schema: schemas.convert(body!, 'input'), ...(bodyExample !== undefined && { example: bodyExample }) }
  return { required: true, content: { 'application/json': json, ...(Object.fromEntries(others) as Json) } }
}

function answers(endpoint: Endpoint, schemas: SchemaCollector): Json {
  const entries = Object.entries(endpoint.answers).map(([status, schema]) => {
    const description = STATUS_CODES[Number(status)] ?? status
    if (schema === null) return [status, { description }]
    return [status, { description, content: { 'application/json': { schema: schemas.convert(schema, 'output') } } }]
  })
  return Object.fromEntries(entries) as Json
}

const OF_ALL: ProblemCode[] = [
  'unauthenticated',
  'forbidden',
  'not_found',
  'rate_limited',
  'internal',
  'unavailable',
  'timeout',
]
const OF_BODIES: ProblemCode[] = ['validation_failed', 'malformed_body', 'payload_too_large', 'unsupported_media_type']

/** Each status with an example of each of its codes, in the format of the dialect. */
function refusals({ url }: Route, endpoint: Endpoint, schemas: SchemaCollector, formats: AnswerFormats): Json {
  const format = formats.of(url)
  const ofQuery: ProblemCode[] = endpoint.query === undefined ? [] : ['validation_failed']
  const ofBody = endpoint.body === undefined ? [] : OF_BODIES
  const codes = new Set([
    ...(endpoint.access === 'public' ? [] : OF_ALL),
    ...ofQuery,
    ...ofBody,
    ...(endpoint.problems ?? []),
  ])
  const byStatus = Object.groupBy([...codes], (code) => PROBLEMS[code].status)
  const mediaType = format.contentType.split(';', 1)[0]!
  const entries = Object.entries(byStatus).map(([status, group]) => {
    const examples = group.map((code) => [
      code,
      { value: format.render(failure(code, PROBLEMS[code].title), REQUEST_ID) },
    ])
    const content = { schema: schemas.convert(format.schema, 'output'), examples: Object.fromEntries(examples) as Json }
    return [status, { description: STATUS_CODES[Number(status)] ?? status, content: { [mediaType]: content } }]
  })
  return Object.fromEntries(entries) as Json
}

const REQUEST_ID = '019a0000-0000-7000-8000-000000000000'
