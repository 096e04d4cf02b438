import type { SealedSecret } from '@hookline/event-schemas'

const MAX_SECRETS = 5
const LONGEST_GRACE_SECONDS = 10 * 365 * 86_400

interface NewSecret {
  sealed: string
  grace_seconds: number
}

/**
 * Puts a new current secret first. The former one stays valid for the grace (0 = not at all), those before it as long as
 * they were promised to; at most five in all.
 */
export function rotateSecrets(
  secrets: readonly SealedSecret[],
  { sealed, grace_seconds }: NewSecret,
  now: Date,
): SealedSecret[] {
  const grace = Math.min(grace_seconds, LONGEST_GRACE_SECONDS)
  const graceEnds = new Date(now.getTime() + grace * 1_000).toISOString()
  const former = secrets.map((secret) => ({ ...secret, expires_at: secret.expires_at ?? graceEnds }))
  const valid = former.filter(({ expires_at }) => Date.parse(expires_at) > now.getTime())
  return [{ sealed, expires_at: null }, ...valid].slice(0, MAX_SECRETS)
}
