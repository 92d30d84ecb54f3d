import { expect, test } from 'vitest';
import { connectTcp, isUnknownHost } from '../../../src/http/connect';
import { connectFailure } from '../../../src/http/errors';
import { failureOf, get } from '../../network/get';

// An empty label: the resolver knows without a DNS server that there is no such host.
const UNKNOWN = 'http://fcv3..aliyuncs.com';

test.for([
  [undefined, true],
  [false, true],
  [true, false],
] as const)(
  'with isUnknownHostFinal %s, an unknown host is transient: %s',
  async ([isUnknownHostFinal, transient]) => {
    const failure = await failureOf(get(UNKNOWN, { isUnknownHostFinal }));

    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^could not connect to fcv3\.\.aliyuncs\.com:80: getaddrinfo ENOTFOUND /,
      ),
      mayHaveBeenDelivered: false,
      transient,
    });
    expect(isUnknownHost(failure)).toBe(true);
  },
);

test('a host that is known but refuses is transient in any case', async () => {
  const address = { hostname: '127.0.0.1', port: 1 };
  const { signal } = new AbortController();

  const failure = await failureOf(connectTcp(address, signal, { isUnknownHostFinal: true }));

  expect(failure).toMatchObject({ mayHaveBeenDelivered: false, transient: true });
  expect(isUnknownHost(failure)).toBe(false);
});

test('an unknown host is told by its code, also as the cause of another error', () => {
  const dns = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' });
  const busy = Object.assign(new Error('getaddrinfo EAI_AGAIN x'), { code: 'EAI_AGAIN' });
  const failure = connectFailure('could not connect', dns);

  expect([dns, failure, failure.with({ mayHaveBeenDelivered: false })].map(isUnknownHost)).toEqual([
    true,
    true,
    true,
  ]);
  expect([busy, connectFailure('x', busy), 'ENOTFOUND', undefined].map(isUnknownHost)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
