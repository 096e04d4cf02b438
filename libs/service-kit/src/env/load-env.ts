import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The environment does not hold what a service needs. The message names every bad variable and no value. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
  readonly code = 'invalid_environment'
}

/**
 * Reads the variables that `schema` names. `NAME_FILE` may give the path of a file that holds the value (secrets);
 * a blank variable counts as missing.
 */
export function loadEnv<T extends z.ZodRawShape>(
  schema: z.ZodObject<T>,
  source: Record<string, string | undefined>,
): z.infer<z.ZodObject<T>> {
  const problems: string[] = []
  const values: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, source, problems)
    if (value !== undefined) values[name] = value
  }
  const parsed = schema.safeParse(values)
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`))
  }
  if (problems.length > 0 || !parsed.success) {
    throw new EnvError(`The environment is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
  }
  return parsed.data
}

function readVariable(
  name: string,
  source: Record<string, string | undefined>,
  problems: string[],
): string | undefined {
  const file = source[`${name}_FILE`]
  if (!file) return source[name]?.trim() || undefined
  if (source[name]) problems.push(`${name} and ${name}_FILE are both set: keep one`)
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    problems.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
    return undefined
  }
}

/** Names that begin with `HOOKLINE_` and that nobody here knows: most likely misspelt. */
export function unknownVariables(schema: z.ZodObject, source: Record<string, string | undefined>): string[] {
  const known = new Set(Object.keys(schema.shape).flatMap((name) => [name, `${name}_FILE`]))
  return Object.keys(source).filter((name) => name.startsWith('HOOKLINE_') && !known.has(name))
}
