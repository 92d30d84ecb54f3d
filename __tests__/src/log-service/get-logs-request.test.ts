import { describe, expect, test } from 'vitest';
import { parseEndpoint } from '../../../src/http/endpoint';
import { getLogsRequest } from '../../../src/log-service/get-logs';
import { canonicalQuery } from '../../../src/log-service/signature';

const SEARCH = { topic: 'FCLogs:f', query: '"FC"', from: 1, to: 2 };
const ONCE = { key: { accessKeyId: 'id', accessKeySecret: 'secret' }, date: '20260102T030405Z' };

const request = (endpoint: string) =>
  getLogsRequest(
    { endpoint: parseEndpoint(endpoint), region: 'cn-hangzhou', project: 'shop', logstore: 'log' },
    SEARCH,
    0,
    ONCE,
  );

describe('the project', () => {
  test.for<[endpoint: string, origin: string, host: string]>([
    [
      'cn-hangzhou.log.aliyuncs.com',
      'https://shop.cn-hangzhou.log.aliyuncs.com',
      'shop.cn-hangzhou.log.aliyuncs.com',
    ],
    [
      'https://cn-hangzhou-intranet.log.aliyuncs.com:8443',
      'https://shop.cn-hangzhou-intranet.log.aliyuncs.com:8443',
      'shop.cn-hangzhou-intranet.log.aliyuncs.com:8443',
    ],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000', 'shop.127.0.0.1:9000'],
    ['http://localhost:9000', 'http://localhost:9000', 'shop.localhost:9000'],
    ['http://sls.localhost', 'http://sls.localhost', 'shop.sls.localhost'],
    ['http://[::1]:9000', 'http://[::1]:9000', 'shop.[::1]:9000'],
    ['10.0.0.7', 'https://10.0.0.7', 'shop.10.0.0.7'],
    ['https://[fd00::7]:443', 'https://[fd00::7]', 'shop.[fd00::7]'],
  ])('at %s goes to %s with the host %s', ([endpoint, origin, host]) => {
    const { origin: sentTo, headers } = request(endpoint);

    expect(sentTo).toBe(origin);
    expect(headers.host).toBe(host);
  });

  test.for(['http://10.0.0.7', 'http://cn-hangzhou.log.aliyuncs.com'])(
    'is not read over plain http at %s',
    (endpoint) => {
      expect(() => request(endpoint)).toThrow('Log Service must use https.');
    },
  );
});

test('all parameters are in the path, sorted', () => {
  expect(request('10.0.0.7').path).toBe(
    '/logstores/log?accurate=true&from=1&line=100&offset=0&query=%22FC%22&to=2&topic=FCLogs%3Af&type=log',
  );
});

test('parameters are sorted by name, whatever their order', () => {
  expect(canonicalQuery({ b: '1', a: '2 3', c: '' })).toBe('a=2%203&b=1&c=');
});
