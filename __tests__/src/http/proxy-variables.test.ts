import { getProxyUrl } from '@actions/http-client/lib/proxy';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ProxyVariables, proxyFor, proxySecretsIn } from '../../../src/http/proxy';

const FC = 'https://fcv3.cn-hangzhou.aliyuncs.com';

function proxyOf(origin: string, environment: ProxyVariables): string | undefined {
  return proxyFor(new URL(origin), environment)?.href;
}

describe('which variable', () => {
  const both = { HTTPS_PROXY: 'http://s', HTTP_PROXY: 'http://p' };

  test.for([
    ['https://h', both, 'http://s/'],
    ['http://h', both, 'http://p/'],
    ['https://h', { HTTP_PROXY: 'http://p' }, undefined],
    ['https://h', { ALL_PROXY: 'http://a' }, undefined],
    ['https://h', { https_proxy: 'http://lower', HTTPS_PROXY: 'http://UPPER' }, 'http://lower/'],
    ['https://h', { https_proxy: '', HTTPS_PROXY: 'http://upper' }, 'http://upper/'],
    ['https://h', { HTTPS_PROXY: '' }, undefined],
    ['https://h', {}, undefined],
  ] as const)('%s with %j: %s', ([origin, environment, expected]) => {
    expect(proxyOf(origin, environment)).toBe(expected);
  });
});

describe('a value without a scheme means http', () => {
  test.for([
    ['proxy.corp:8080', 'http://proxy.corp:8080/'],
    ['proxy.corp', 'http://proxy.corp/'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128/'],
    ['[::1]:3128', 'http://[::1]:3128/'],
    ['localhost:3128', 'http://localhost:3128/'],
    ['user:p@proxy.corp:8080', 'http://user:p@proxy.corp:8080/'],
    [' proxy.corp:8080\n', 'http://proxy.corp:8080/'],
    ['https://proxy.corp', 'https://proxy.corp/'],
  ] as const)('%j', ([value, expected]) => {
    expect(proxyOf(FC, { HTTPS_PROXY: value })).toBe(expected);
  });
});

test.for([
  'socks5://127.0.0.1:1080',
  'http://user:swordfish@:bad',
  'http://u:swordfish@exa mple',
  // Of which the URL parser makes a host `user` and a port 123.
  'http://user:123/swordfish@proxy',
  'http://user:123?swordfish@proxy',
  'http://user:123#swordfish@proxy',
])('%s is refused without being quoted', (value) => {
  expect(() => proxyOf(FC, { HTTPS_PROXY: value })).toThrow(
    expect.objectContaining({
      message: `HTTPS_PROXY, which applies to ${FC}, is not an http:// or https:// URL; correct it, with special characters of the password percent-encoded, or add the host to NO_PROXY`,
      mayHaveBeenDelivered: false,
      transient: false,
    }),
  );
});

describe('NO_PROXY', () => {
  test.for([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://a.example.com', true],
    ['example.com', 'https://a.b.example.com', true],
    ['example.com', 'https://notexample.com', false],
    ['example.com', 'https://example.com.evil.test', false],
    ['.example.com', 'https://a.example.com', true],
    ['.example.com', 'https://example.com', false],
    ['Example.COM', 'https://a.example.com', true],
    ['a, example.com ,b', 'https://x.example.com', true],
    ['example.com:443', 'https://a.example.com', true],
    ['example.com:8443', 'https://a.example.com', false],
    ['example.com:8443', 'https://a.example.com:8443', true],
    ['*', 'https://example.com', true],
    ['a,*', 'https://example.com', true],
    ['', 'https://example.com', false],
    [' , ,', 'https://example.com.', false],
    // Loopback is a host like any other.
    ['', 'https://localhost', false],
    ['', 'https://127.0.0.1:9000', false],
    ['', 'https://[::1]:9000', false],
    ['localhost,127.0.0.1,[::1]', 'https://127.0.0.1:9000', true],
    ['localhost,127.0.0.1,[::1]', 'https://[::1]:9000', true],
  ] as const)('%j leaves %s out: %s', ([noProxy, origin, isLeftOut]) => {
    const proxy = proxyOf(origin, { HTTPS_PROXY: 'http://proxy', NO_PROXY: noProxy });

    expect(proxy === undefined).toBe(isLeftOut);
  });

  test('in lower case comes first', () => {
    const environment = { HTTPS_PROXY: 'http://proxy', no_proxy: 'other', NO_PROXY: '*' };

    expect(proxyOf(FC, environment)).toBe('http://proxy/');
  });
});

describe('as the Actions toolkit', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const host = fc.constantFrom('example.com', 'a.example.com', 'b.a.example.com', 'other.test');
  const port = fc.constantFrom('', ':443', ':80', ':8443');
  const item = fc
    .tuple(
      fc.constantFrom('', '.', ' '),
      fc.constantFrom('com', 'example.com', 'a.EXAMPLE.com', '*'),
      port,
    )
    .map((parts) => parts.join(''));
  const value = fc.constantFrom(undefined, '', 'http://one:1', 'https://two:2', 'http://u@three');

  test('chooses the proxy for every host that is not loopback', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom('http://', 'https://'), host, port),
        fc.record({
          https_proxy: value,
          HTTPS_PROXY: value,
          http_proxy: value,
          HTTP_PROXY: value,
          no_proxy: fc.option(
            fc.array(item).map((items) => items.join(',')),
            { nil: undefined },
          ),
          NO_PROXY: fc.option(
            fc.array(item).map((items) => items.join(',')),
            { nil: undefined },
          ),
        }),
        (parts, environment) => {
          const url = new URL(parts.join(''));
          for (const [name, text] of Object.entries(environment)) vi.stubEnv(name, text);

          expect(proxyFor(url, environment)?.href).toBe(getProxyUrl(url)?.href);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('secrets in proxy variables', () => {
  test.for([
    ['http://user:p%40ss@proxy', ['p%40ss', 'p@ss', basic('user:p@ss')]],
    ['user:secret@proxy:8080', ['secret', basic('user:secret')]],
    [' user:secret@proxy\n', ['secret', basic('user:secret')]],
    ['http://user:secret@proxy', ['secret', basic('user:secret')]],
    ['http://:secret@proxy', ['secret', basic(':secret')]],
    // URL parsers encode what was not, but not all of it; a bare % is left as it is.
    ['http://u:a&b c@proxy', ['a&b c', 'a&b%20c', 'a%26b%20c', basic('u:a&b c')]],
    ['http://u:a@b@proxy', ['a@b', 'a%40b', basic('u:a@b')]],
    ['http://u:100%@proxy', ['100%', '100%25', basic('u:100%')]],
    ['http://us%65r:x y@proxy', ['x y', 'x%20y', basic('user:x y')]],
    ['http://u:s/e?c#ret@proxy', ['s/e?c#ret', 's%2Fe%3Fc%23ret', basic('u:s/e?c#ret')]],
    // Not URLs, and hold a password all the same.
    ['http://user:swordfish@:bad', ['swordfish', basic('user:swordfish')]],
    ['http//user:swordfish@proxy', ['swordfish', basic('http//user:swordfish')]],
    ['u:sword/fish@proxy', ['sword/fish', 'sword%2Ffish', basic('u:sword/fish')]],
    ['://u:swordfish@proxy', ['swordfish', basic('u:swordfish')]],
    [':sword/fish@proxy', ['sword/fish', 'sword%2Ffish', basic(':sword/fish')]],
    ['http://proxy:8080', []],
    ['http://token@proxy', []],
    ['', []],
  ] as const)('%s: %j', ([value, expected]) => {
    const secrets = proxySecretsIn({ https_proxy: value });

    expect([...secrets].sort()).toEqual([...expected].sort());
  });

  test('are found in every variable, whether it is used or not', () => {
    const names = [
      'http_proxy',
      'HTTPS_PROXY',
      'All_Proxy',
      'NO_PROXY',
      'MY_HTTPS_PROXY',
      'HTTP_PROXY_2',
    ];
    const environment = Object.fromEntries(names.map((name) => [name, `http://u:${name}@p`]));

    expect(proxySecretsIn(environment).filter((secret) => names.includes(secret))).toEqual([
      'http_proxy',
      'HTTPS_PROXY',
      'All_Proxy',
    ]);
  });
});

function basic(userInfo: string): string {
  return Buffer.from(userInfo).toString('base64');
}
