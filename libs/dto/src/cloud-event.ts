import { z } from 'zod'
import { EventTag, OrderingKey, PublisherEventId } from './event.js'
import { InstantInput, plainText, PublishedEventType, Uuid } from './names.js'

const tags = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((tag) => tag.trim())))
  .pipe(z.array(EventTag).max(20, 'must be at most 20 tags'))

/** Context attributes of CloudEvents 1.0 and our extensions `tenantkey`, `partitionkey` (ordering key) and `tags`. */
export const CloudEventAttributes = z.object({
  specversion: z.literal('1.0', 'must be "1.0"'),
  id: PublisherEventId,
  source: plainText(1024),
  type: PublishedEventType,
  time: InstantInput.optional(),
  datacontenttype: z
    .string()
    .regex(/^[\x20-\x7E]{1,255}$/, 'must be 1–255 visible ASCII characters')
    .optional(),
  tenantkey: Uuid.optional(),
  partitionkey: OrderingKey.optional(),
  tags: tags.optional(),
})
export type CloudEventAttributes = z.infer<typeof CloudEventAttributes>

/** The structured form (`application/cloudevents+json`): attributes, extensions, and `data` or `data_base64`. */
export const StructuredCloudEvent = CloudEventAttributes.extend({
  data: z.unknown().optional(),
  data_base64: z.string().optional(),
}).catchall(z.union([z.string(), z.number(), z.boolean()], 'an attribute must be text, a number or a boolean'))
