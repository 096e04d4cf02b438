import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { PROBLEMS } from '@hookline/dto'
import { workspaceRoot } from '@hookline/testing'

const read = (path: string): string => readFileSync(join(workspaceRoot(), path), 'utf8')

test('docs/configuration.md explains every variable that a service reads', () => {
  const sources = ['libs/service-kit/src/env/variables.ts', ...globSync('apps/*/src/env.ts', { cwd: workspaceRoot() })]
  const named = sources.flatMap((path) =>
    [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name!),
  )
  expect(named.length).toBeGreaterThan(40)
  const page = read('docs/configuration.md')
  expect([...new Set(named)].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('docs/errors.md explains every code, with its status', () => {
  const page = read('docs/errors.md')
  for (const [code, { status }] of Object.entries(PROBLEMS)) {
    expect(page).toMatch(new RegExp(`\\| \`${code}\` +\\| ${status} +\\|`))
  }
})

describe('links in the pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: workspaceRoot() })]
  test.each(pages)('of %s lead somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target!)
    const missing = links.filter((target) => !existsSync(join(workspaceRoot(), dirname(page), target)))
    expect(missing).toEqual([])
  })
})

test('the files that the README names are there', () => {
  const named = [...read('README.md').matchAll(/`((?:apps|libs|docker|e2e|docs)\/[^`*]+)`/g)].map(([, path]) => path!)
  expect(named.filter((path) => !existsSync(join(workspaceRoot(), path)))).toEqual([])
})
