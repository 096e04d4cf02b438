import * as dto from '@hookline/dto'
import { z } from 'zod'

type JsonSchema = Record<string, unknown>

/** Every object that the DTO library names is a component of the document. */
const NAMES = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries(dto)) if (schema instanceof z.ZodObject) NAMES.add(schema, { id })

/** Turns zod schemas into JSON Schema 2020-12, and collects the named ones. */
export class SchemaCollector {
  readonly components: Record<string, JsonSchema> = {}

  /** @param io requests are what a schema takes in, answers what it gives out. */
  convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const options = { io, metadata: NAMES, unrepresentable: 'any' } as const
    const { $schema: _, $defs = {}, ...root } = relocated(z.toJSONSchema(schema, options))
    Object.assign(this.components, $defs)
    return root
  }
}

/** References point to the document's components. */
function relocated(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
}
