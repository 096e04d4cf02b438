import type { RequestOf } from '../commands/rpc-types.js'
import { rotateSecrets } from './secrets.js'
import type { WebhookRow } from './webhook.entity.js'

type Change = Pick<RequestOf<'webhooks.update'>, 'patch' | 'secret'>

/** Members that are present replace the whole member; the others stay. Options are members of their own, `null` ends one. */
export function applyChange(webhook: WebhookRow, { patch, secret }: Change, now: Date): WebhookRow {
  const { options, ...members } = patch
  const secrets = secret === undefined ? webhook.secrets : rotateSecrets(webhook.secrets, secret, now)
  return { ...webhook, ...present(members), options: mergeOptions(webhook.options, options), secrets, updated_at: now }
}

function mergeOptions(current: WebhookRow['options'], change: Change['patch']['options']): WebhookRow['options'] {
  const merged = Object.entries({ ...current, ...present(change ?? {}) }).filter(([, value]) => value !== null)
  return merged.length === 0 ? null : Object.fromEntries(merged)
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const present = <T extends object>(patch: T): Present<T> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Present<T>
