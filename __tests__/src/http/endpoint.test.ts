/** What is taken for the address of a service, and what is known to be this machine. */
import { describe, expect, test } from 'vitest';
import { isLoopback, originOf, parseEndpoint } from '../../../src/http/endpoint';

describe('a given endpoint', () => {
  test.for([
    ['fc.example.com', 'https', 'fc.example.com'],
    ['https://fc.example.com/', 'https', 'fc.example.com'],
    ['HTTP://FC.Example.com:8080', 'http', 'fc.example.com:8080'],
    ['https://fc.example.com:443', 'https', 'fc.example.com'],
    ['http://[::1]:9000', 'http', '[::1]:9000'],
    ['http://[FE80::1:A]', 'http', '[fe80::1:a]'],
    ['127.0.0.1:9000', 'https', '127.0.0.1:9000'],
    ['my-host_1.test:1', 'https', 'my-host_1.test:1'],
  ] as const)('%s is %s to %s', ([text, protocol, host]) => {
    expect(parseEndpoint(text)).toEqual({ protocol, host });
  });

  test.for([
    'a@b',
    'https://user:pw@host',
    'host/path',
    'host?x',
    'host#x',
    'host//',
    'ftp://host',
    'https:\\\\host',
    'ho st',
    'host\t.test',
    'https://',
    'host:99999',
    'host:port',
    'host:',
    '[fc]:80:80',
    '[::1',
    '::1',
    'https://evil.test\\@fc.aliyuncs.com',
    '中文.test/..',
    '',
  ])('%j is refused', (text) => {
    expect(() => parseEndpoint(text)).toThrow('must be a host or an http(s) URL');
  });
});

test.for([
  ['localhost:1', true],
  ['fc.localhost', true],
  ['127.0.0.1', true],
  ['127.10.20.30:80', true],
  // As the URL parser writes it: 127.0.0.1.
  ['127.1', true],
  ['[::1]:80', true],
  ['localhost.evil.test', false],
  ['mylocalhost', false],
  ['127.0.0.1.evil.test', false],
  ['10.0.0.1', false],
  ['10.127.0.0', false],
  ['[::2]', false],
] as const)('whether %s is loopback: %s', ([host, expected]) => {
  expect(isLoopback(host)).toBe(expected);
});

test('scheme and host in one are its origin', () => {
  expect(originOf({ protocol: 'http', host: '[::1]:9000' })).toBe('http://[::1]:9000');
});
