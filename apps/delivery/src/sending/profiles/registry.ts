import type { Profile } from '@hookline/dto'
import { jwtSignatureProfile } from './jwt-signature.js'
import type { SendingProfile } from './profile.js'
import { standardProfile } from './standard.js'

export const PROFILES: Readonly<Record<Profile, SendingProfile>> = {
  standard: standardProfile,
  'jwt-signature': jwtSignatureProfile,
}
