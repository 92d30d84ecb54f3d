import { expect, test } from 'vitest';
import { calledUrl, requestLine } from '../../../src/report/called-trigger';

test.for([
  [
    'https://f-x.cn-hangzhou.fcapp.run/healthz',
    '/healthz',
    'https://f-x.cn-hangzhou.fcapp.run/healthz',
  ],
  ['not a URL', 'not a URL', 'not a URL'],
] as const)('a trigger is shown without its query: %s', ([url, path, shown]) => {
  expect(requestLine({ method: 'GET', url })).toBe(`GET ${path}`);
  expect(calledUrl({ method: 'GET', url })).toBe(`GET ${shown}`);
});
