import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { pnpmCommand } from '../bootstrap/pnpm.mjs'

/** The root of the checkout. */
export const root = resolve(import.meta.dirname, '..', '..')

interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Show the output as it comes, or keep it for the error. */
  readonly output: 'shown' | 'kept'
}

/** Runs a command of the workspace's pnpm. Gives the exit code when its output was shown, and else throws on failure. */
export async function pnpm(args: readonly string[], { env = process.env, output }: CommandOptions): Promise<number> {
  const [program, ...words] = pnpmCommand(root, args)
  const shell = process.platform === 'win32'
  const child = spawn(program, words, { cwd: root, env, shell, stdio: output === 'shown' ? 'inherit' : 'pipe' })
  const kept: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => kept.push(chunk))
  const code = await new Promise<number>((settle, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => settle(exitCode ?? 1))
  })
  if (code !== 0 && output === 'kept') {
    throw new Error(`pnpm ${args.join(' ')} failed:\n${Buffer.concat(kept).toString('utf8').trim()}`)
  }
  return code
}

/** Builds packages and what they depend on; everything when none is named. */
export async function build(...packages: readonly string[]): Promise<void> {
  const filters = packages.map((name) => `--filter=${name}`)
  await pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...filters], { output: 'kept' })
}
