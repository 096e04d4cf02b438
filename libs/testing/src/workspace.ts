import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The root of the checkout: the nearest folder above that holds the workspace file. */
export function workspaceRoot(from: string = import.meta.dirname): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder
  }
  throw new Error(`there is no pnpm-workspace.yaml above ${from}: run the specs inside the checkout`)
}

/** Where runs of the specs keep data and logs; ignored by git, removed by `npm test`. */
export function testDir(...names: string[]): string {
  return join(workspaceRoot(), '.hookline', 'test', ...names)
}
