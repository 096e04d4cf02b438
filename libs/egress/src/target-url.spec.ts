import { describe, expect, test } from '@jest/globals'
import { parseCidrs } from './address-guard.js'
import { checkTargetUrl, type UrlFaultCode, type UrlPolicy } from './target-url.js'

const strict: UrlPolicy = { allowHttp: false, allowCidrs: [] }
const withHttp: UrlPolicy = { allowHttp: true, allowCidrs: [] }
const demo: UrlPolicy = { allowHttp: true, allowCidrs: parseCidrs('127.0.0.0/8, ::1') }

const verdict = (raw: string, policy: UrlPolicy): string => {
  const checked = checkTargetUrl(raw, policy)
  return checked.ok ? checked.href : checked.code
}

describe('accepted, and normalised for sending', () => {
  test.each([
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://EXAMPLE.com/Path?Q=1', 'https://example.com/Path?Q=1'],
    ['https://example.com:443/a/../b', 'https://example.com/b'],
    ['https://example.com:8443/hooks/1?x=%20', 'https://example.com:8443/hooks/1?x=%20'],
    ['https://example.com:80/', 'https://example.com:80/'],
    ['https://example.com?q=a@b', 'https://example.com/?q=a@b'],
    ['https://example.com/@me', 'https://example.com/@me'],
    ['https://a-b.c-d.example.co.uk:65535/', 'https://a-b.c-d.example.co.uk:65535/'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://ﬀ.example/', 'https://ff.example/'],
    ['https://аpple.example/', 'https://xn--pple-43d.example/'],
    ['https://8.8.8.8/x', 'https://8.8.8.8/x'],
    ['https://8.8.8.8:8443/x', 'https://8.8.8.8:8443/x'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
    [`https://example.com/${'a'.repeat(2048 - 20)}`, `https://example.com/${'a'.repeat(2048 - 20)}`],
    [`https://${'a'.repeat(63)}.example/`, `https://${'a'.repeat(63)}.example/`],
  ])('%s', (raw, href) => {
    expect(verdict(raw, strict)).toBe(href)
  })

  test('http only where the deployment allows it', () => {
    expect(verdict('http://example.com/', withHttp)).toBe('http://example.com/')
  })
})

/** Rows B63–B92 of the catalogue of bad inputs; every one also with http allowed. */
const REFUSED: [row: string, code: UrlFaultCode, urls: string[]][] = [
  ['B41 empty', 'empty', ['']],
  ['B41 blank', 'forbidden_character', [' ']],
  [
    'B63 other schemes',
    'scheme',
    ['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'data:,x', 'gopher://a.b/'],
  ],
  [
    'B63 other schemes',
    'scheme',
    ['ws://example.com/', 'unix:/run/x.sock', 'httpx://example.com', 'https', 'about:blank'],
  ],
  ['B65 no scheme or no host', 'scheme', ['//example.com', 'example.com/x', '/x', '?x']],
  ['B65 no host', 'malformed', ['http:/x', 'http://', 'https://?', 'https://', 'https:', 'https://:443/']],
  ['B65 dots', 'host', ['http://.', 'http://..', 'https://.example.com']],
  ['B66 repaired by URL', 'malformed', ['http:127.0.0.1', 'https:///example.com', 'https:example.com']],
  ['B66 backslashes', 'forbidden_character', ['http:\\\\127.0.0.1', 'https:\\example.com', 'https://example.com\\x']],
  [
    'B67 blanks and controls',
    'forbidden_character',
    [' https://a.example', 'https://a.example ', '\thttps://a.example'],
  ],
  [
    'B67 inside',
    'forbidden_character',
    ['ht\ntps://a.example', 'https://a.exa\tmple', 'https://a.example/\r\nx', 'https://a.example/a b'],
  ],
  [
    'B67 more',
    'forbidden_character',
    ['https://a.example/\u0000', 'https://a.example/\u007f', 'https://a.example/\u00a0'],
  ],
  [
    'B61 invisible',
    'forbidden_character',
    ['https://a.example/\u202ecod', 'https://a\u200b.example/', '\ufeffhttps://a.example/'],
  ],
  [
    'B68 userinfo',
    'userinfo',
    ['https://u:p@example.com/', 'https://u@example.com', 'https://@example.com', 'https://:@example.com'],
  ],
  ['B69 fragment', 'fragment', ['https://example.com#frag', 'https://example.com/#', 'https://example.com/?a#b']],
  ['B70 confused authority', 'forbidden_character', ['http://example.com\\@127.0.0.1/']],
  ['B70 confused authority', 'userinfo', ['http://example.com@127.0.0.1/', 'http://127.0.0.1:80@example.com/']],
  ['B71 loopback', 'address', ['http://127.0.0.1', 'http://127.0.0.1:8080/', 'http://127.255.255.254']],
  [
    'B71 odd forms',
    'host',
    ['http://127.1', 'http://2130706433', 'http://0x7f000001', 'http://0x7f.1', 'http://0177.0.0.1'],
  ],
  ['B71 odd forms', 'host', ['http://127.0.0.1.', 'http://①②⑦.⓪.⓪.①', 'http://127。0。0。1', 'http://%31%32%37.0.0.1']],
  [
    'B72 odd forms of public addresses',
    'host',
    ['http://134744072', 'http://0x8.8.8.8', 'http://8.8.8.8.', 'http://8.8.2056'],
  ],
  ['B73 zero', 'host', ['http://0']],
  ['B73 zero', 'address', ['http://0.0.0.0', 'http://0.1.2.3']],
  ['B74', 'address', ['http://[::]', 'http://[::1]', 'http://[0:0:0:0:0:0:0:1]']],
  ['B75', 'address', ['http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]', 'http://[::ffff:0:127.0.0.1]']],
  ['B76', 'address', ['http://[::7f00:1]', 'http://[::127.0.0.1]']],
  ['B77', 'address', ['http://[64:ff9b::7f00:1]', 'http://[64:ff9b:1::a9fe:a9fe]']],
  [
    'B78',
    'address',
    ['http://[2002:7f00:1::]', 'http://[2001:0:4136:e378::1]', 'http://[fe80::1]', 'http://[fec0::1]'],
  ],
  ['B78 zone', 'malformed', ['http://[fe80::1%25eth0]', 'http://[fe80::1%eth0]']],
  ['B79', 'address', ['http://[fc00::1]', 'http://[fd00:ec2::254]', 'http://[ff02::1]', 'http://[2001:db8::1]']],
  ['B79', 'address', ['http://[100::1]', 'http://[5f00::1]', 'http://[4000::1]']],
  [
    'B80',
    'address',
    ['http://10.0.0.1', 'http://172.16.0.1', 'http://192.168.1.1', 'http://100.64.0.1', 'http://169.254.0.1'],
  ],
  [
    'B80',
    'address',
    ['http://198.18.0.1', 'http://192.0.0.1', 'http://192.0.2.1', 'http://198.51.100.1', 'http://203.0.113.1'],
  ],
  ['B80', 'address', ['http://224.0.0.1', 'http://240.0.0.1', 'http://255.255.255.255']],
  [
    'B81',
    'address',
    ['http://169.254.169.254', 'http://169.254.170.2', 'http://100.100.100.200', 'http://168.63.129.16'],
  ],
  ['B81', 'host', ['http://metadata.google.internal', 'http://metadata', 'http://METADATA.GOOGLE.INTERNAL/']],
  [
    'B82',
    'host',
    ['http://localhost', 'http://LOCALHOST', 'http://localhost.', 'http://foo.localhost', 'http://ip6-localhost'],
  ],
  [
    'B83',
    'host',
    ['http://postgres', 'http://kafka:8080', 'http://a.internal', 'http://a.local', 'http://a.svc.cluster.local'],
  ],
  ['B83 final dot', 'host', ['http://example.com.', 'http://a.internal.']],
  [
    'B88 ports',
    'port',
    ['https://a.example:0', 'https://a.example:22', 'https://a.example:25', 'https://a.example:81'],
  ],
  [
    'B88 ports',
    'port',
    ['https://a.example:1023', 'https://a.example:5432', 'https://a.example:6379', 'https://a.example:9092'],
  ],
  ['B88 ports', 'port', ['https://8.8.8.8:2375', 'https://[2606:4700::1]:11211', 'https://a.example:27017']],
  ['B88 no ports', 'malformed', ['https://a.example:65536', 'https://a.example:-1', 'https://a.example:80a']],
  ['B91 broken punycode', 'host', ['https://xn--a.example', 'https://xn--.example', 'https://a.xn--zzzzzzzzz.example']],
  ['B91 not a name', 'malformed', ['https://a\u00ad.xn--\u00ad.example', 'https://a\uffff.example']],
  [
    'B92 labels',
    'host',
    [`https://${'a'.repeat(64)}.example`, `https://${'a.'.repeat(124)}example`, 'https://a..b', 'https://-a.com'],
  ],
  [
    'B92 labels',
    'host',
    ['https://a-.com', 'https://_x.com', 'https://a_b.example', 'https://a,b.example', 'https://*.example'],
  ],
  ['A8 length', 'too_long', [`https://example.com/${'a'.repeat(2029)}`, `https://example.com/${'é'.repeat(1100)}`]],
]

describe('refused', () => {
  const rows = REFUSED.flatMap(([row, code, urls]) => urls.map((url) => [row, url, code] as const))
  test.each(rows)('%s: %j is %s', (_row, url, code) => {
    expect(verdict(url, withHttp)).toBe(code)
    expect(checkTargetUrl(url, strict).ok).toBe(false)
  })

  test('B64: http on a deployment that wants https', () => {
    expect(verdict('http://example.com/', strict)).toBe('scheme')
  })

  test('a message never repeats the URL, which may hold a token', () => {
    for (const [, , urls] of REFUSED) {
      for (const url of urls.filter((text) => text.length > 9)) {
        expect(checkTargetUrl(url, strict)).toEqual(
          expect.objectContaining({ message: expect.not.stringContaining(url) }),
        )
      }
    }
  })
})

describe('where the deployment allows loopback (a demo, a test)', () => {
  test.each([
    ['http://localhost:8090/hook', 'http://localhost:8090/hook'],
    ['http://LOCALHOST:8090/', 'http://localhost:8090/'],
    ['http://127.0.0.1:9092/', 'http://127.0.0.1:9092/'],
    ['http://127.1.2.3:1024/', 'http://127.1.2.3:1024/'],
    ['https://[::1]:5432/', 'https://[::1]:5432/'],
    ['http://127.0.0.1/', 'http://127.0.0.1/'],
    ['http://127.0.0.1:22/', 'port'],
    ['http://localhost:1023/', 'port'],
    ['http://127.1:8090/', 'host'],
    ['http://localhost.:8090/', 'host'],
    ['http://a.localhost:8090/', 'host'],
    ['http://10.0.0.1:8090/', 'address'],
    ['http://postgres:8090/', 'host'],
    ['http://a.example:5432/', 'port'],
    ['http://8.8.8.8:5432/', 'port'],
  ])('%s: %s', (raw, expected) => {
    expect(verdict(raw, demo)).toBe(expected)
  })

  test('another range opens literal addresses only, and no port', () => {
    const policy: UrlPolicy = { allowHttp: true, allowCidrs: parseCidrs('10.0.0.0/8') }
    expect(verdict('http://10.1.2.3:8080/', policy)).toBe('http://10.1.2.3:8080/')
    expect(verdict('http://10.1.2.3:5432/', policy)).toBe('port')
    expect(verdict('http://127.0.0.1:8080/', policy)).toBe('address')
    expect(verdict('http://localhost:8080/', policy)).toBe('host')
  })
})
