import { expect, test } from 'vitest';
import { requestLine } from '../../emulator/cli/request-line';
import type { Exchanged } from '../../emulator/wire/http-front';

const REQUEST: Exchanged = {
  method: 'POST',
  path: '/2023-03-30/functions/hello/invocations',
  operation: 'InvokeFunction',
  functionName: 'hello',
  reply: { status: 200, headers: [['X-Fc-Request-Id', '1-65dd9ece']] },
  milliseconds: 12.4,
};
const OTHER = { operation: undefined, functionName: undefined };

test.each<[string, Partial<Exchanged>, string]>([
  ['an operation', {}, 'POST InvokeFunction hello 200 1-65dd9ece 12 ms'],
  [
    'a function that failed',
    {
      reply: {
        status: 200,
        headers: [
          ['X-Fc-Request-Id', '1-a'],
          ['X-Fc-Error-Type', 'UnhandledInvocationError'],
        ],
      },
    },
    'POST InvokeFunction hello 200 UnhandledInvocationError 1-a 12 ms',
  ],
  ['no response', { reply: undefined }, 'POST InvokeFunction hello - - 12 ms'],
  [
    'a request of Log Service',
    {
      method: 'GET',
      operation: 'GetLogs',
      functionName: undefined,
      reply: { status: 401, headers: [['x-log-requestid', '65DD']] },
    },
    'GET GetLogs - 401 65DD 12 ms',
  ],
  [
    'a request of STS',
    {
      operation: 'AssumeRoleWithOIDC',
      functionName: undefined,
      reply: { status: 200, headers: [['x-acs-request-id', 'A-B']] },
      milliseconds: 0.5,
    },
    'POST AssumeRoleWithOIDC - 200 A-B 1 ms',
  ],
  [
    'an HTTP trigger, by its path',
    { method: 'GET', operation: 'HttpTrigger', path: '/shop-a.cn-hangzhou.fcapp.run/health' },
    'GET /shop-a.cn-hangzhou.fcapp.run/health hello 200 1-65dd9ece 12 ms',
  ],
  [
    'a path that is not known',
    { ...OTHER, path: '/%E4%BD%A0' },
    'POST /%E4%BD%A0 - 200 1-65dd9ece 12 ms',
  ],
  [
    'a path that looks like a command, or moves the cursor',
    { ...OTHER, path: '/##[error]\u001b[2J\u202e"<é>' },
    'POST /???error???2J????? - 200 1-65dd9ece 12 ms',
  ],
  [
    'an absolute target with a password',
    { ...OTHER, path: 'http://user:secret@example.com/path' },
    'POST /path - 200 1-65dd9ece 12 ms',
  ],
  [
    'an absolute target without a path',
    { ...OTHER, path: 'HTTP://user:secret@example.com' },
    'POST / - 200 1-65dd9ece 12 ms',
  ],
  [
    'a path of 200 characters',
    { ...OTHER, path: `/${'x'.repeat(199)}` },
    `POST /${'x'.repeat(199)} - 200 1-65dd9ece 12 ms`,
  ],
  [
    'a longer one',
    { ...OTHER, path: `/${'x'.repeat(200)}` },
    `POST /${'x'.repeat(199)}... - 200 1-65dd9ece 12 ms`,
  ],
  [
    'a name with a line end',
    { functionName: 'a\nb' },
    'POST InvokeFunction a?b 200 1-65dd9ece 12 ms',
  ],
  [
    'an error type from a function',
    { reply: { status: 200, headers: [['x-fc-error-type', `::${'x'.repeat(200)}\r`]] } },
    `POST InvokeFunction hello 200 ::${'x'.repeat(128)}... - 12 ms`,
  ],
])('%s', (_what, change, line) => {
  expect(requestLine({ ...REQUEST, ...change })).toBe(line);
});
