/** What is asked of a request before it is sent. */
import { expect, test } from 'vitest';
import { type Channel, carriesCredentials } from '../../../src/function-compute/invocation';
import { isAlias } from '../../../src/function-compute/target';

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
