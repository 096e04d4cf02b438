import { EventTag, EventTypeName, InstantInput, Uuid } from '@hookline/dto'
import type { EventRecord, ParsedEvent } from './event-record.js'
import { EVENT_HEADERS, parsePosition } from './event-record.js'
import type { RecordLike } from '../record.js'
import { headerText } from '../record.js'
import { eventIdOf } from './event-id.js'

/** The context attributes of a CloudEvent, read from headers or from the envelope; all still unchecked text. */
export interface Attributes {
  specversion: string | undefined
  id: string | undefined
  source: string | undefined
  type: string | undefined
  time: string | undefined
  datacontenttype: string | undefined
  tenantkey: string | undefined
  partitionkey: string | undefined
  tags: string | undefined
}

type Checked<T> = { value: T } | { reason: string }

const VISIBLE_ASCII = /^[\x21-\x7E]{1,255}$/
/** Postgres keeps no NUL, and a person no other control character. */
const CLEAN_TEXT = /^[^\u0000-\u001F\u007F]{1,1024}$/
const MEDIA_TYPE = /^[\x20-\x7E]{1,255}$/

/** Checks the attributes and joins them with the payload's bytes. Rules: docs/architecture.md §3 and §7.1. */
export function toEventRecord(
  attributes: Attributes,
  payload: Buffer,
  record: RecordLike,
  receivedAt: Date,
): ParsedEvent {
  const problem = findProblem(attributes)
  if (problem !== undefined) return { ok: false, reason: problem }
  const occurredAt = readTime(attributes.time, receivedAt)
  if ('reason' in occurredAt) return { ok: false, reason: occurredAt.reason }
  const tags = readTags(attributes.tags)
  if ('reason' in tags) return { ok: false, reason: tags.reason }
  const tenantId = attributes.tenantkey!.toLowerCase()
  const source = attributes.source!
  const { id, sourceId } = eventIdOf(tenantId, source, attributes.id!)
  const event: EventRecord = {
    id,
    sourceId: givenSourceId(record) ?? sourceId,
    minted: headerText(record, EVENT_HEADERS.minted) === '1',
    tenantId,
    source,
    type: attributes.type!,
    occurredAt: occurredAt.value,
    contentType: attributes.datacontenttype ?? 'application/json',
    payload,
    orderingKey: attributes.partitionkey ?? null,
    tags: tags.value,
    configPosition: parsePosition(headerText(record, EVENT_HEADERS.config)),
    traceparent: headerText(record, EVENT_HEADERS.traceparent),
  }
  return { ok: true, event }
}

/** The gateway derives the id itself and says what it was given. */
function givenSourceId(record: RecordLike): string | undefined {
  const given = headerText(record, EVENT_HEADERS.sourceId)
  return given !== undefined && VISIBLE_ASCII.test(given) ? given : undefined
}

type Rule = readonly [holds: (attributes: Attributes) => boolean, reason: string]

const RULES: readonly Rule[] = [
  [({ specversion }) => specversion !== undefined, 'not a CloudEvent: "specversion" is missing'],
  [({ specversion }) => specversion === '1.0', 'this version of CloudEvents is not known; send "specversion" 1.0'],
  [({ id }) => VISIBLE_ASCII.test(id ?? ''), '"id" must be 1–255 visible ASCII characters'],
  [
    ({ source }) => CLEAN_TEXT.test(source ?? ''),
    '"source" must be 1–1024 characters, no control characters among them',
  ],
  [({ datacontenttype: type }) => type === undefined || MEDIA_TYPE.test(type), 'the content type cannot be read'],
  [({ type }) => type !== undefined, '"type" is missing'],
  [({ type }) => EventTypeName.safeParse(type).success, '"type" is not an event type name'],
  [({ tenantkey }) => tenantkey !== undefined, '"tenantkey" is missing: it names the tenant'],
  [({ tenantkey }) => Uuid.safeParse(tenantkey).success, '"tenantkey" must be a UUID'],
  [({ partitionkey: key }) => key === undefined || VISIBLE_ASCII.test(key), '"partitionkey" must be visible ASCII'],
]

const findProblem = (attributes: Attributes): string | undefined => RULES.find(([holds]) => !holds(attributes))?.[1]

function readTime(text: string | undefined, receivedAt: Date): Checked<Date> {
  if (text === undefined) return { value: receivedAt }
  const parsed = InstantInput.safeParse(text)
  return parsed.success ? { value: new Date(parsed.data) } : { reason: `"time" ${show(text)} is not an RFC 3339 time` }
}

function readTags(text: string | undefined): Checked<string[]> {
  if (text === undefined || text === '') return { value: [] }
  const tags = text.split(',').map((tag) => tag.trim())
  const bad = tags.find((tag) => !EventTag.safeParse(tag).success)
  return bad === undefined && tags.length <= 20
    ? { value: tags }
    : { reason: '"tags" must be up to 20 comma-separated tags' }
}

const show = (text: string): string => JSON.stringify(text.slice(0, 60))
