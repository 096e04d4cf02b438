import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import JestTotalsReporter from '../../jest-totals-reporter.js'
import { addUp, isGood, readTotals, summary } from './totals.ts'

const one = { passed: 3, failed: 0, skipped: 0 }

test.each([
  [[], 0, '0 passed, 0 failed', false],
  [[one, { passed: 4, failed: 0, skipped: 2 }], 0, '7 passed, 0 failed, 2 skipped', true],
  [[one, { passed: 0, failed: 2, skipped: 0 }], 1, '3 passed, 2 failed', false],
  [[one], 1, '3 passed, 1 failed', false],
])('%j with exit code %d is "%s"', (all, exitCode, line, good) => {
  const totals = addUp(all, exitCode)
  expect(summary(totals)).toBe(line)
  expect(isGood(totals)).toBe(good)
})

test('the reporter writes what is read here; a file that cannot run is a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-totals-'))
  const before = process.env['HOOKLINE_TEST_TOTALS_DIR']
  process.env['HOOKLINE_TEST_TOTALS_DIR'] = folder
  const results = {
    numPassedTests: 5,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 1,
    numPendingTests: 2,
    numTodoTests: 1,
  }
  new JestTotalsReporter({ rootDir: '/clone/libs/dto' }).onRunComplete(new Set(), results)
  if (before === undefined) delete process.env['HOOKLINE_TEST_TOTALS_DIR']
  else process.env['HOOKLINE_TEST_TOTALS_DIR'] = before
  expect(readTotals(folder)).toEqual([{ passed: 5, failed: 2, skipped: 3 }])
  rmSync(folder, { recursive: true })
})
