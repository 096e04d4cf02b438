import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const OLDEST_JAVA = 17
const ALTERNATIVES =
  'set KAFKA_BROKERS to a broker of your own, or start one with docker/compose.yaml, to do without it'

/** What the search for Java and Maven needs of the machine; replaced in specs. */
export interface Machine {
  /** Runs a program and gives its whole output; undefined when it cannot be started or fails. */
  run(command: string, args: readonly string[]): string | undefined
  /** True where packages can be installed: Debian, as root. */
  readonly canInstall: boolean
  readonly javaHome: string | undefined
}

/** The machine this process runs on. */
function thisMachine(): Machine {
  return {
    run: runProgram,
    canInstall: process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
    javaHome: process.env['JAVA_HOME'],
  }
}

/** The java program to start, version 17 or newer; installs one where it may, else says what to install. */
export function requireJava(log: (line: string) => void, machine: Machine = thisMachine()): string {
  const found = findJava(machine)
  if (found.usable !== undefined) return found.usable
  const lack = found.version === undefined ? 'Java is not installed' : `Java ${found.version} is too old`
  if (machine.canInstall) {
    for (const name of ['default-jre-headless', `openjdk-${OLDEST_JAVA}-jre-headless`]) {
      install(name, lack, log, machine)
      const { usable } = findJava(machine)
      if (usable !== undefined) return usable
    }
  }
  throw new Error(
    `${lack} and the embedded Kafka needs Java ${OLDEST_JAVA} or newer: install it (Debian: default-jre-headless); ` +
      ALTERNATIVES,
  )
}

/** The mvn program; only needed while the broker's jars are not in the cache. */
export function requireMaven(log: (line: string) => void, machine: Machine = thisMachine()): string {
  const works = () => machine.run('mvn', ['--version']) !== undefined
  if (works()) return 'mvn'
  if (machine.canInstall) {
    install('maven', 'Maven is not installed', log, machine)
    if (works()) return 'mvn'
  }
  throw new Error(
    `Maven is not installed and the first start fetches Kafka with it: install it (Debian: maven); ${ALTERNATIVES}`,
  )
}

/** The major version that `java -version` prints; 1.8 counts as 8. */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/u.exec(output)
  return match?.[1] === undefined ? undefined : Number(match[1])
}

function findJava(machine: Machine): { usable?: string; version?: number } {
  let newest: number | undefined
  const home = machine.javaHome === undefined ? [] : [join(machine.javaHome, 'bin', 'java')]
  for (const java of [...home, 'java']) {
    const version = parseJavaVersion(machine.run(java, ['-version']) ?? '')
    if (version !== undefined && version >= OLDEST_JAVA) return { usable: java, version }
    if (version !== undefined) newest = Math.max(newest ?? 0, version)
  }
  return newest === undefined ? {} : { version: newest }
}

function install(name: string, lack: string, log: (line: string) => void, machine: Machine): void {
  log(`${lack}: installing ${name} with apt-get`)
  machine.run('apt-get', ['update'])
  machine.run('apt-get', ['install', '--yes', '--no-install-recommends', name])
}

function runProgram(command: string, args: readonly string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const result = spawnSync(command, args, { encoding: 'utf8', env })
  return result.status === 0 ? result.stdout + result.stderr : undefined
}
