import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { workspaceRoot } from '@hookline/testing'

const run = promisify(execFile)

const here = (file: string): string => join(workspaceRoot(), 'e2e', 'interop', file)

/** Python with the clients of requirements.txt, in a virtual environment below .hookline. */
export async function pythonWithClients(): Promise<string> {
  const venv = join(workspaceRoot(), '.hookline', 'interop', 'venv')
  const python = join(venv, 'bin', 'python')
  if (!existsSync(python)) {
    await mkdir(venv, { recursive: true })
    await run('python3', ['-m', 'venv', venv])
  }
  await run(python, ['-m', 'pip', 'install', '--quiet', '-r', here('requirements.txt')])
  return python
}

/** Runs one of the scripts of this folder; gives the lines it printed. */
export function runPython(python: string, script: string, args: readonly string[], input = ''): string[] {
  const { stdout, stderr, status } = spawnSync(python, [here(script), ...args], { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
  return stdout.trimEnd().split('\n')
}

/** The command kcat (librdkafka), installed from Debian where that is possible. */
export async function kcat(): Promise<string> {
  if (spawnSync('kcat', ['-V']).status === 0) return 'kcat'
  if (process.getuid?.() !== 0) throw new Error('Install kcat (Debian: apt-get install kcat) to run the interop tests.')
  await run('apt-get', ['update'])
  await run('apt-get', ['install', '--yes', 'kcat'])
  return 'kcat'
}
