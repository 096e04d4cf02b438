import { describe, expect, test } from '@jest/globals'
import { allowsLoopback, CidrError, isAllowed, parseCidrs } from './address-guard.js'

describe('isAllowed without exceptions', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '168.63.129.15',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
    '2001:4860:4860::8888',
  ])('%s is public', (ip) => {
    expect(isAllowed(ip, [])).toBe(true)
  })

  const notAsAResolverWritesIt = `localhost 127.1 2130706433 0x7f000001 0177.0.0.1 127.0.0.1. 127.0.0.1:80 8.8.8.8/32
    [::1] 0x8.8.8.8 8.8.2056`
  const ipv4 = `0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 169.254.0.1
    169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1
    198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16`
  const ipv6 = `:: ::1 0:0:0:0:0:0:0:1 ::2 fe80::1 fe80::1%eth0 febf::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 100::1 5f00::1
    2001:db8::1 2001:10::1 2001:20::1 2001:2::1 3fff::1 4000::1 6000::1 8000::1 e000::1 1fff::1`
  const ipv4InIpv6 = `::7f00:1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
    ::ffff:0:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::a9fe:a9fe 2002:7f00:1:: 2002:808:808::1
    2001:0:4136:e378:8000:63bf:3fff:fdd2 2a00::5efe:7f00:1 2a00:1:2:3:0:5efe:a00:1 2a00:1:2:3:200:5efe:a00:1`

  test.each(`${notAsAResolverWritesIt} ${ipv4} ${ipv6} ${ipv4InIpv6}`.split(/\s+/))('%s is not', (ip) => {
    expect(isAllowed(ip, [])).toBe(false)
  })

  test.each(['', ' ', ' 8.8.8.8', '8.8.8.8\n'])('%j is not', (ip) => {
    expect(isAllowed(ip, [])).toBe(false)
  })
})

test.each([
  ['127.0.0.1', '127.0.0.0/8', true],
  ['127.9.9.9', '127.0.0.0/8', true],
  ['10.0.0.1', '127.0.0.0/8', false],
  ['::1', '127.0.0.0/8', false],
  ['::1', '::1', true],
  ['10.1.2.3', '10.1.0.0/16 fd00::/8', true],
  ['10.2.2.3', '10.1.0.0/16 fd00::/8', false],
  ['fd00::1', '10.1.0.0/16,fd00::/8', true],
  ['::ffff:10.1.2.3', '10.1.0.0/16', false],
  ['169.254.169.254', '10.0.0.0/8', false],
  ['8.8.8.8', '10.0.0.0/8', true],
])('%s with %s allowed: %s', (ip, cidrs, expected) => {
  expect(isAllowed(ip, parseCidrs(cidrs))).toBe(expected)
})

describe('parseCidrs', () => {
  test.each([
    ['', 0],
    [' , ', 0],
    ['127.0.0.0/8', 1],
    ['127.0.0.0/8,::1/128 , 10.0.0.1\n0.0.0.0/0', 4],
  ])('%j has %d ranges', (text, count) => {
    expect(parseCidrs(text)).toHaveLength(count)
  })

  test.each([
    'x',
    '127.0.0.1/33',
    '::1/129',
    '127.0.0.1/',
    '127.0.0.1/8/8',
    '127.1/8',
    '/8',
    '10.0.0.0/-1',
    'fe80::1%lo/64',
  ])('refuses %s by name', (text) => {
    expect(() => parseCidrs(`10.0.0.0/8,${text}`)).toThrow(new CidrError(text))
  })

  test.each([
    ['', false],
    ['10.0.0.0/8', false],
    ['127.0.0.1', true],
    ['::1', true],
    ['0.0.0.0/0', true],
  ])('%j allows loopback: %s', (text, expected) => {
    expect(allowsLoopback(parseCidrs(text))).toBe(expected)
  })
})
