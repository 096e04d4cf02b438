import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { outputOf } from '../errors.js'
import { withLock } from '../process/lock.js'
import { isVerified, writeManifest } from './manifest.js'

const run = promisify(execFile)
const POM = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url))
const LOCK_DEADLINE_MS = 10 * 60_000
const LONGEST_COMPLAINT = 2_000

/** Fills a folder with the broker's jars; replaced in specs. */
export type Fetch = (folder: string) => Promise<void>

/** The version of Kafka that the pom pins. */
export function kafkaVersion(): string {
  const version = /<kafka\.version>([^<]+)</u.exec(readFileSync(POM, 'utf8'))?.[1]
  if (version === undefined) throw new Error(`${POM} pins no kafka.version`)
  return version
}

/**
 * The folder with the broker's jars, checked against its manifest. A missing or damaged one is fetched anew, beside its
 * place, and moved there whole; of several processes one fetches and the others wait.
 */
export async function ensureJars(cache: string, fetch: Fetch): Promise<string> {
  const folder = join(cache, `kafka-${kafkaVersion()}`)
  if (await isVerified(folder)) return folder
  await withLock(`${folder}.lock`, LOCK_DEADLINE_MS, async () => {
    if (await isVerified(folder)) return
    await mkdir(dirname(folder), { recursive: true })
    const fresh = mkdtempSync(`${folder}.tmp-`)
    try {
      await fetch(fresh)
      await writeManifest(fresh)
      rmSync(folder, { recursive: true, force: true })
      renameSync(fresh, folder)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
  })
  return folder
}

/** Fetches the jars that the pom pins with Maven. */
export async function fetchWithMaven(mvn: string, folder: string): Promise<void> {
  const goal = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime']
  try {
    await run(mvn, [...goal, `-DoutputDirectory=${folder}`], { maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const output = outputOf(error).slice(0, LONGEST_COMPLAINT)
    throw new Error(
      `Maven could not fetch Kafka ${kafkaVersion()}; check its access to a repository. It said:\n${output}`,
      {
        cause: error,
      },
    )
  }
}
