import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import type { WebhookState } from '@hookline/dto'
import { RpcHandler } from '@hookline/service-kit'
import { circuitOf, capacityOf } from './lane-state.js'
import { Lanes } from './lanes.js'

const instant = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())

@Controller()
export class LanesController {
  constructor(private readonly lanes: Lanes) {}

  /** How this process sees the webhook; one that it has not sent to yet is closed. */
  @RpcHandler('webhooks.state')
  state(@Payload() { webhook_id }: { webhook_id: string }): WebhookState {
    const lane = this.lanes.laneIfKnown(webhook_id)
    const now = Date.now()
    if (lane === undefined) return { ...IDLE }
    const { state, used, slow } = lane
    return {
      circuit: circuitOf(state, now),
      window: capacityOf(state, now),
      in_flight: used,
      slow,
      failures_in_row: state.failuresInRow,
      failing_since: instant(state.failingSince),
      open_until: instant(state.openUntil),
    }
  }
}

const IDLE: WebhookState = {
  circuit: 'closed',
  window: null,
  in_flight: 0,
  slow: 0,
  failures_in_row: 0,
  failing_since: null,
  open_until: null,
}
