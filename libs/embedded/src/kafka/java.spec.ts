import { describe, expect, test } from '@jest/globals'
import { type Machine, parseJavaVersion, requireJava, requireMaven } from './java.js'

/** A machine whose programs answer as told; an unknown program cannot be started. */
function machine(answers: Record<string, string>, further: Partial<Machine> = {}): Machine & { ran: string[] } {
  const ran: string[] = []
  const run = (command: string, args: readonly string[]) => {
    ran.push([command, ...args].join(' '))
    return answers[command]
  }
  return { run, ran, canInstall: false, javaHome: undefined, ...further }
}

const version = (text: string) => `openjdk version "${text}" 2025-04-15`
const ignore = () => undefined

test.each([
  [version('17.0.15'), 17],
  [version('21'), 21],
  [version('25-ea'), 25],
  ['java version "1.8.0_402"', 8],
  ['no such thing', undefined],
])('%s is major version %s', (output, expected) => {
  expect(parseJavaVersion(output)).toBe(expected)
})

describe('Java', () => {
  test('JAVA_HOME comes first', () => {
    const both = { '/jdk/bin/java': version('21'), java: version('17') }
    expect(requireJava(ignore, machine(both, { javaHome: '/jdk' }))).toBe('/jdk/bin/java')
  })

  test('an old JAVA_HOME gives way to a new java on the path', () => {
    const both = { '/jdk/bin/java': version('11'), java: version('17') }
    expect(requireJava(ignore, machine(both, { javaHome: '/jdk' }))).toBe('java')
  })

  test('a missing one is one sentence that names the package and the ways around it', () => {
    expect(() => requireJava(ignore, machine({}))).toThrow(
      /^Java is not installed .*Java 17 or newer: install it \(Debian: default-jre-headless\); set KAFKA_BROKERS .*compose\.yaml/u,
    )
  })

  test('one that is too old is named', () => {
    expect(() => requireJava(ignore, machine({ java: version('11.0.2') }))).toThrow(/^Java 11 is too old/u)
  })

  test('on Debian as root it is installed, and that is said', () => {
    const answers: Record<string, string> = {}
    const debian = machine(answers, { canInstall: true })
    const run: Machine['run'] = (command, args) => {
      if (args.includes('openjdk-17-jre-headless')) answers['java'] = version('17.0.1')
      return debian.run(command, args)
    }
    const said: string[] = []
    expect(requireJava((line) => said.push(line), { ...debian, run })).toBe('java')
    expect(said).toContain('Java is not installed: installing openjdk-17-jre-headless with apt-get')
  })
})

test('Maven is used when it is there and else named', () => {
  expect(requireMaven(ignore, machine({ mvn: 'Apache Maven 3.8.7' }))).toBe('mvn')
  expect(() => requireMaven(ignore, machine({}))).toThrow(/^Maven is not installed .*Debian: maven/u)
})
