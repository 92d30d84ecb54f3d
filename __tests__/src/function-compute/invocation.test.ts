/** What is asked of a request before it is sent. */
import { expect, test } from 'vitest';
import { type Channel, carriesCredentials } from '../../../src/function-compute/invocation';
import { accountHeaders } from '../../../src/function-compute/invoke-function';
import { isAlias } from '../../../src/function-compute/target';
import { targetIn } from './under-fault';

test.for([
  // The headers of the event.
  [{}, false],
  [{ 'x-token': 'a' }, false],
  [{ authorization: 'Bearer a' }, true],
  [{ cookie: 'a=b' }, true],
  [{ authorization: 'Bearer a', cookie: 'a=b' }, true],
] as const)('an event with the headers %j carries credentials: %s', ([headers, expected]) => {
  const request = { method: 'GET', path: '/', query: undefined, headers, body: undefined } as const;
  const channels: readonly Channel[] = [
    { kind: 'trigger', which: 'of-qualifier', request },
    { kind: 'trigger-url', url: new URL('https://f.fcapp.run/'), request },
  ];

  expect(channels.map(carriesCredentials)).toEqual([expected, expected]);
});

test('an event for InvokeFunction is no request of its own', () => {
  expect(carriesCredentials({ kind: 'api' })).toBe(false);
});

test.for([
  ['LATEST', false],
  ['1', false],
  ['12', false],
  ['live', true],
  ['latest', true],
  ['v1', true],
  ['1st', true],
] as const)('the qualifier %s is an alias: %s', ([qualifier, expected]) => {
  expect(isAlias(qualifier)).toBe(expected);
});

test.for([
  ['', '1234567890', {}],
  ['shop', '', {}],
  ['shop', '1234567890', { 'x-fc-account-id': '1234567890' }],
] as const)('of service %j, the account %j is told as %j', ([serviceName, accountId, expected]) => {
  const target = targetIn({ endpoint: 'http://127.0.0.1' });

  expect(accountHeaders({ ...target, serviceName, accountId })).toEqual(expected);
});
