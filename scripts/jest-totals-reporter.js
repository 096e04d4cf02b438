import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes the totals of one package's run where HOOKLINE_TEST_TOTALS_DIR says, for the sum that `npm test` ends with.
 * Does nothing without that variable.
 */
// oxlint-disable-next-line import/no-default-export -- jest asks for it
export default class JestTotalsReporter {
  /**
   * @param {{ rootDir: string }} config
   */
  constructor(config) {
    this.rootDir = config.rootDir
  }

  /**
   * @param {Set<unknown>} _contexts
   * @param {Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites' | 'numPendingTests' | 'numTodoTests', number>} results
   */
  onRunComplete(_contexts, results) {
    const folder = process.env['HOOKLINE_TEST_TOTALS_DIR']
    if (!folder) return
    mkdirSync(folder, { recursive: true })
    const name = `${basename(dirname(this.rootDir))}-${basename(this.rootDir)}-${process.pid}.json`
    const totals = {
      passed: results.numPassedTests,
      // A file that could not be run at all has no tests to count, and is a failure all the same.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    }
    writeFileSync(join(folder, name), JSON.stringify(totals))
  }
}
