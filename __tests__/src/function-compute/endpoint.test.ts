import { describe, expect, test } from 'vitest';
import { defaultEndpoint, nearestKnownRegion } from '../../../src/function-compute/regions';
import { isLoopback, parseEndpoint } from '../../../src/http/endpoint';

describe('the default endpoint', () => {
  test.for([
    ['cn-hangzhou', '', '', 'fcv3.cn-hangzhou.aliyuncs.com'],
    ['cn-hangzhou-finance', '', '', 'cn-hangzhou-finance.fc.aliyuncs.com'],
    ['me-central-1', '', '', 'me-central-1.fc.aliyuncs.com'],
    ['xx-new-1', '', '', 'fcv3.xx-new-1.aliyuncs.com'],
    ['cn-hangzhou', '1234567890', '', '1234567890.cn-hangzhou.fc.aliyuncs.com'],
    ['cn-hangzhou', '', 'shop', 'fc.cn-hangzhou.aliyuncs.com'],
    ['cn-hangzhou', '1234567890', 'shop', '1234567890.cn-hangzhou.fc.aliyuncs.com'],
  ] as const)('of %s, account %j, service %j is %s', ([region, accountId, serviceName, host]) => {
    expect(defaultEndpoint({ region, accountId, serviceName })).toEqual({
      protocol: 'https',
      host,
    });
  });
});

describe('a given endpoint', () => {
  test.for([
    ['fc.example.com', 'https', 'fc.example.com'],
    ['https://fc.example.com/', 'https', 'fc.example.com'],
    ['HTTP://FC.Example.com:8080', 'http', 'fc.example.com:8080'],
    ['https://fc.example.com:443', 'https', 'fc.example.com'],
    ['http://[::1]:9000', 'http', '[::1]:9000'],
    ['127.0.0.1:9000', 'https', '127.0.0.1:9000'],
  ] as const)('%s is %s to %s', ([text, protocol, host]) => {
    expect(parseEndpoint(text)).toEqual({ protocol, host });
  });

  test.for([
    'a@b',
    'https://user:pw@host',
    'host/path',
    'host?x',
    'host#x',
    'ftp://host',
    'https:\\\\host',
    'ho st',
    'host\t.test',
    'https://',
    'host:99999',
    'host:port',
    'https://evil.test\\@fc.aliyuncs.com',
    '中文.test/..',
  ])('%j is refused', (text) => {
    expect(() => parseEndpoint(text)).toThrow('must be a host or an http(s) URL');
  });
});

test.for([
  ['localhost:1', true],
  ['a.localhost', true],
  ['127.1.2.3:80', true],
  ['[::1]:80', true],
  ['localhost.evil.test', false],
  ['127.0.0.1.evil.test', false],
  ['10.0.0.1', false],
  ['[::2]', false],
] as const)('whether %s is loopback: %s', ([host, expected]) => {
  expect(isLoopback(host)).toBe(expected);
});

test('the nearest known region is named for a mistyped one only', () => {
  expect(nearestKnownRegion('cn-hangzhou')).toBeUndefined();
  expect(nearestKnownRegion('cn-hanghzou')).toBe('cn-hangzhou');
  expect(nearestKnownRegion('ap-southeast1')).toBe('ap-southeast-1');
});
