import { expect, test } from 'vitest';
import { startDeadline } from '../../../src/http/deadline';
import { shownExchange } from '../../../src/http/shown-exchange';
import { startRawServer } from '../../network/raw-server';

const RESPONSE = [
  'HTTP/1.1 200 OK',
  'Content-Length: 0',
  'Set-Cookie: session=hush-1',
  'X-Auth-Token: hush-2',
  'X-Fc-Request-Id: 1-a',
  '__proto__: shown',
  '',
  '',
].join('\r\n');

test('what is shown of an exchange holds no credential', async () => {
  const origin = await startRawServer((socket) => socket.end(RESPONSE));
  const deadline = startDeadline(10, new AbortController().signal);
  const shown: [string, Map<string, string>][] = [];
  const request = {
    origin,
    method: 'GET',
    path: '/a?token=hush-3&x=1&access_token=hush-4&Signature=hush-5&flag&token&y=?token=2',
    headers: {
      authorization: 'hush-6',
      Authorization: 'hush-7',
      'proxy-authorization': 'hush-8',
      cookie: 'hush-9',
      'x-acs-security-token': 'hush-10',
      'x-acs-accesskey-id': 'hush-11',
      'x-acs-signature-nonce': 'shown',
      'user-agent': 'shown',
    },
  } as const;

  await shownExchange(request, {
    deadline,
    environment: {},
    onHeaders: (line, headers) => shown.push([line, new Map(Object.entries(headers))]),
  });
  deadline.clear();

  expect(shown.map(([line]) => line)).toEqual([
    `GET ${origin}/a?token=***&x=1&access_token=***&Signature=***&flag&token=***&y=?token=2`,
    'HTTP status 200',
  ]);
  const values = shown.map(([, headers]) => [...headers].map((header) => header.join(': ')));
  expect(JSON.stringify(values)).not.toContain('hush');
  expect(values[0]).toContain('authorization: ***');
  expect(values[1]).toEqual(
    expect.arrayContaining(['set-cookie: ***', 'x-fc-request-id: 1-a', '__proto__: shown']),
  );
  expect(values.flat().filter((line) => line.endsWith(': shown'))).toHaveLength(3);
});
