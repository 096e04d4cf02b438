import { running } from './running.js'

/** For jest's "globalTeardown": stops what the setup has started. */
// oxlint-disable-next-line import/no-default-export -- jest asks for it
export default async function globalTeardown(): Promise<void> {
  await running.take()?.stop()
}
