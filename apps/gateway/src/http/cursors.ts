import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import { DomainError } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'

const TAG_BYTES = 12

/**
 * Opaque cursors: the position and a tag over it and its list. One that was made up, cut, or taken from another list or
 * tenant is refused, so that nothing behind this has to mistrust a position.
 */
@Injectable()
export class Cursors {
  private readonly key: KeyObject

  constructor(@Inject(ENV) env: Pick<Env, 'HOOKLINE_MASTER_KEYS'>) {
    const [master] = env.HOOKLINE_MASTER_KEYS
    this.key = createSecretKey(createHmac('sha256', master!.key).update('hookline.cursor').digest())
  }

  /** @param list the kind of list and whose it is. */
  seal(list: string, position: string): string {
    const bytes = Buffer.from(position)
    return Buffer.concat([this.tag(list, bytes), bytes]).toString('base64url')
  }

  /** @throws DomainError `invalid_cursor` */
  open(list: string, cursor: string): string {
    const bytes = Buffer.from(cursor, 'base64url')
    const position = bytes.subarray(TAG_BYTES)
    const genuine =
      bytes.length > TAG_BYTES &&
      bytes.toString('base64url') === cursor &&
      timingSafeEqual(bytes.subarray(0, TAG_BYTES), this.tag(list, position))
    if (!genuine) throw new DomainError('invalid_cursor', 'This cursor is not one of this list.')
    return position.toString()
  }

  private tag(list: string, position: Buffer): Buffer {
    return createHmac('sha256', this.key).update(`${list}\0`).update(position).digest().subarray(0, TAG_BYTES)
  }
}
