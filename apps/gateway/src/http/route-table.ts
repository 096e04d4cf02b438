import type { FastifyInstance } from 'fastify'
import type { Endpoint } from './endpoint.js'

export interface Route {
  method: string
  /** In fastify's form: `/v1/tenants/:tenant`. */
  url: string
  endpoint: Endpoint | undefined
}

interface Pattern {
  matches: RegExp
  methods: Set<string>
}

/** Every route of the gateway, as fastify registers them. */
export class RouteTable {
  readonly routes: Route[] = []
  private readonly patterns = new Map<string, Pattern>()

  /** Must be called before the first route is registered. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ method, url, config }) => {
      for (const name of [method].flat()) this.add({ method: name, url, endpoint: config?.endpoint })
    })
  }

  add(route: Route): void {
    this.routes.push(route)
    const pattern = this.patterns.get(route.url) ?? { matches: patternOf(route.url), methods: new Set<string>() }
    pattern.methods.add(route.method)
    this.patterns.set(route.url, pattern)
  }

  /** The methods that a path knows; empty when there is no such path. */
  allowed(target: string): string[] {
    const path = target.replace(/^https?:\/\/[^/]*/i, '').split('?', 1)[0] ?? ''
    const allowed = new Set<string>()
    for (const { matches, methods } of this.patterns.values()) {
      if (matches.test(path)) for (const method of methods) allowed.add(method)
    }
    return [...allowed].sort()
  }
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/:[A-Za-z_]+/g, '[^/]+')}$`)
