import { startInfrastructure } from './infrastructure.js'
import { running } from './running.js'

/** For jest's "globalSetup": real servers for the specs of one package. */
// oxlint-disable-next-line import/no-default-export -- jest asks for it
export default async function globalSetup(): Promise<void> {
  running.keep(await startInfrastructure())
}
