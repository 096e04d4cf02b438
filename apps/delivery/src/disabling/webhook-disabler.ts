import { Inject, Injectable } from '@nestjs/common'
import { derivedId, type ConfigRpc } from '@hookline/event-schemas'
import { Logger, RpcClient } from '@hookline/service-kit'
import type { Lane } from '../lanes/lane.js'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import { WebhookStore } from '../matching/webhook.store.js'
import { shouldDisable, type DisableRule } from './disable-rule.js'
import { OperationalEvents } from './operational-events.js'

export const CONFIG = Symbol('delivery.config-client')
export const DISABLE_RULE = Symbol('delivery.disable-rule')

/** Disables webhooks that are gone (410) or have failed for days, and tells their tenant. */
@Injectable()
export class WebhookDisabler {
  /** Being disabled now; an update of the webhook ends it. */
  private readonly underWay = new Set<string>()

  constructor(
    @Inject(CONFIG) private readonly config: RpcClient<ConfigRpc>,
    @Inject(DISABLE_RULE) private readonly rule: DisableRule,
    private readonly webhooks: WebhookStore,
    private readonly events: OperationalEvents,
    private readonly logger: Logger,
  ) {}

  /** Called when a lane was opened once more. */
  judge({ webhookId, state }: Lane): void {
    const webhook = this.webhooks.get(webhookId)
    if (webhook === undefined || !shouldDisable(state, this.rule, Date.now())) return
    const since = new Date(state.failingSince ?? 0).toISOString()
    this.disable(webhook, `every attempt since ${since} failed (${state.failuresInRow} in a row)`)
  }

  disable(webhook: CompiledWebhook, reason: string): void {
    if (!webhook.enabled || this.underWay.has(webhook.id)) return
    this.underWay.add(webhook.id)
    void this.carryOut(webhook, reason).finally(() => this.underWay.delete(webhook.id))
  }

  private async carryOut({ id, tenantId, updatedAt }: CompiledWebhook, reason: string): Promise<void> {
    try {
      // The same request id from every replica that comes to this conclusion about this version of the webhook.
      const requestId = derivedId('disable-webhook', id, updatedAt)
      await this.config.call('webhooks.update', { tenant_id: tenantId, id, patch: { enabled: false } }, { requestId })
      this.logger.event('webhook.disabled', { webhook_id: id, tenant_id: tenantId, reason })
      await this.events.publish(tenantId, 'hookline.webhook.disabled', requestId, { webhook_id: id, reason })
    } catch (error) {
      this.logger.error('webhook.disable_failed', error, { webhook_id: id })
    }
  }
}
