import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, pnpm, root } from './commands.ts'
import { addUp, isGood, readTotals, summary, type Totals } from './test/totals.ts'

/** Runs the specs of all packages, one package after the other, against one PostgreSQL and one Kafka. */
async function main(args: readonly string[]): Promise<Totals> {
  await build('@hookline/embedded')
  const { freePort, startKafka, startPostgres } = await import('@hookline/embedded')
  const base = join(root, '.hookline', 'test')
  mkdirSync(base, { recursive: true })
  const dir = mkdtempSync(join(base, 'run-'))
  const log = (line: string) => console.log(line)
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres'), port: await freePort(), log })
  try {
    const ports = { port: await freePort(), controllerPort: await freePort() }
    const kafka = await startKafka({ dataDir: join(dir, 'kafka'), ...ports, heapMb: 512, log })
    try {
      return await runSpecs(join(dir, 'totals'), { database: postgres.url, brokers: kafka.brokers }, args)
    } finally {
      await kafka.stop()
    }
  } finally {
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function runSpecs(
  folder: string,
  servers: { database: string; brokers: string },
  args: readonly string[],
): Promise<Totals> {
  const env = {
    ...process.env,
    TEST_DATABASE_URL: servers.database,
    TEST_KAFKA_BROKERS: servers.brokers,
    HOOKLINE_TEST_TOTALS_DIR: folder,
  }
  const words = ['exec', 'turbo', 'run', 'test', '--concurrency=1', '--continue', ...args]
  const exitCode = await pnpm(words, { env, output: 'shown' })
  return addUp(readTotals(folder), exitCode)
}

// The runner gets a Ctrl-C too; this process waits for it and then stops the servers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

main(process.argv.slice(2)).then(
  (totals) => {
    console.log(summary(totals))
    process.exit(isGood(totals) ? 0 : 1)
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
