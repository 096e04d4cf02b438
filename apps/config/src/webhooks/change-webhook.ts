import type { RequestOf } from '../commands/rpc-types.js'
import { rotateSecrets } from './secrets.js'
import type { WebhookRow } from './webhook.entity.js'

type Change = Pick<RequestOf<'webhooks.update'>, 'patch' | 'secret'>

/** Members that are present replace the whole member; the others stay. */
export function applyChange(webhook: WebhookRow, { patch, secret }: Change, now: Date): WebhookRow {
  const secrets = secret === undefined ? webhook.secrets : rotateSecrets(webhook.secrets, secret, now)
  return { ...webhook, ...present(patch), secrets, updated_at: now }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const present = <T extends object>(patch: T): Present<T> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Present<T>
