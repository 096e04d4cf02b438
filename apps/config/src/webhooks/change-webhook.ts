import type { RequestOf } from '../commands/rpc-types.js'
import { rotateSecrets } from './secrets.js'
import type { WebhookEntity } from './webhook.entity.js'

type Change = Pick<RequestOf<'webhooks.update'>, 'patch' | 'secret'>

/** Members that are present replace the whole member; the others stay. */
export function applyChange(webhook: WebhookEntity, { patch, secret }: Change, now: Date): WebhookEntity {
  const secrets = secret === undefined ? webhook.secrets : rotateSecrets(webhook.secrets, secret, now)
  return { ...webhook, ...patch, secrets, updated_at: now }
}
