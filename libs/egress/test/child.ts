import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Lets Node run our sources: `./x.js` is `x.ts`. */
const HOOK = `import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) =>
  next(/node_modules/.test(context.parentURL) ? name : name.replace(/^(\\.{1,2}\\/.*)\\.js$/, '$1.ts'), context) })`

/**
 * Runs a TypeScript file in a process of its own, whose environment is real (Jest shows Node's own code another
 * one), and gives the JSON that it prints.
 */
export async function inChild(script: URL, env: Record<string, string>): Promise<unknown> {
  const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`
  const flags = ['--no-warnings', '--experimental-transform-types', '--import', hook]
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, fileURLToPath(script)], { env })
  return JSON.parse(stdout)
}
