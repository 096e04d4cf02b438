import type { Scenario } from '../scenarios/scenario.ts'
import { type Base, needsOf, openBase } from './base.ts'
import type { Context } from './context.ts'
import type { Infrastructure } from './infrastructure.ts'

/** A fresh platform for every scenario; a smoke takes the last one again where it fits. */
export class Bases {
  private readonly context: Context
  private readonly infrastructure: Infrastructure
  private last: Base | undefined

  constructor(context: Context, infrastructure: Infrastructure) {
    this.context = context
    this.infrastructure = infrastructure
  }

  async take(scenario: Scenario): Promise<Base> {
    if (this.context.options.quick && this.last?.needs === needsOf(scenario)) return this.last
    await this.drop()
    this.last = await openBase(this.context, this.infrastructure, scenario)
    return this.last
  }

  async drop(): Promise<void> {
    await this.last?.close()
    this.last = undefined
  }
}
