import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const totalsReporter = fileURLToPath(new URL('scripts/jest-totals-reporter.js', import.meta.url))
const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'))

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  testMatch: ['**/*.spec.{ts,tsx}'],
  reporters: ['default', totalsReporter],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false }] },
}
