import { WebhookOptions, type WebhookOptionsPatch } from '@hookline/dto'

type Option = keyof WebhookOptions

const NAMES = new Set(Object.keys(WebhookOptions.shape))

/** The API is flat; config keeps what is optional in one member. Takes the two apart. */
export function splitOptions<T extends WebhookOptionsPatch>(
  input: T,
): { options: Pick<T, Option & keyof T>; members: Omit<T, Option> } {
  const entries = Object.entries(input)
  const pick = (isOption: boolean): object =>
    Object.fromEntries(entries.filter(([name, value]) => NAMES.has(name) === isOption && value !== undefined))
  return { options: pick(true) as Pick<T, Option & keyof T>, members: pick(false) as Omit<T, Option> }
}
