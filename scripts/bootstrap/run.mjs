import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const SAME_KEYPRESS_MS = 500

/**
 * Runs a program to its end and gives its exit code. It gets a process group of its own: a Ctrl-C then reaches us alone
 * (from the terminal, and once more from npm) and is passed on once, to the whole group.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, tellWhenGone?: boolean }} options with tellWhenGone, the program sees
 *   a closed IPC channel when this process dies without a word
 * @returns {Promise<number>}
 */
export function run(program, args, { cwd, env, tellWhenGone = false }) {
  const isWindows = process.platform === 'win32'
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: tellWhenGone ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    detached: !isWindows,
    shell: isWindows,
  })
  const forget = passSignalsOn((signal) => {
    if (child.pid !== undefined) process.kill(isWindows ? child.pid : -child.pid, signal)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  }).finally(forget)
}

/**
 * @param {(signal: NodeJS.Signals) => void} pass
 * @returns {() => void} stops passing signals on
 */
function passSignalsOn(pass) {
  let last = 0
  /** @param {NodeJS.Signals} signal */
  const listener = (signal) => {
    const now = Date.now()
    if (now - last < SAME_KEYPRESS_MS) return
    last = now
    try {
      pass(signal)
    } catch {
      // It has ended in this moment.
    }
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
