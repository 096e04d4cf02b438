import { describe, expect, test } from '@jest/globals'
import { portsInUse, readSettings } from './settings.ts'

describe('settings', () => {
  test('without variables the documented ports are used', () => {
    const settings = readSettings('/clone', {}, [])
    expect(settings).toMatchObject({ dataDir: '/clone/.hookline', once: false, databaseUrl: undefined })
    expect(settings.ports).toEqual({
      gateway: 8080,
      config: 8081,
      delivery: 8083,
      receiver: 8090,
      kafka: 19_092,
      kafkaController: 19_093,
      postgres: 15_432,
    })
  })

  test('variables move things', () => {
    const env = { HOOKLINE_PORT_GATEWAY: '9000', HOOKLINE_DATA_DIR: '/data', KAFKA_BROKERS: 'a:1' }
    const settings = readSettings('/clone', env, ['--once'])
    expect(settings).toMatchObject({ dataDir: '/data', once: true, brokers: 'a:1', ports: { gateway: 9000 } })
    expect(portsInUse(settings)).toEqual(['gateway', 'config', 'delivery', 'receiver', 'postgres'])
  })

  test.each(['0', '65536', '80a', '-1', '1e3'])('the port %s is refused by name', (text) => {
    expect(() => readSettings('/', { HOOKLINE_PORT_CONFIG: text }, [])).toThrow(
      `HOOKLINE_PORT_CONFIG must be a port between 1 and 65535, not "${text}"`,
    )
  })

  test('two parts on one port are refused', () => {
    expect(() => readSettings('/', { HOOKLINE_PORT_KAFKA: '8080' }, [])).toThrow(
      'HOOKLINE_PORT_GATEWAY and HOOKLINE_PORT_KAFKA are both 8080',
    )
  })

  test('an unknown word is refused', () => {
    expect(() => readSettings('/', {}, ['--onse'])).toThrow('--onse is not known')
  })
})
