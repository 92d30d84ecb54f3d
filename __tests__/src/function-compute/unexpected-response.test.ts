/** What a service or an event may hold that nobody expects: it neither passes nor shows a secret. */
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { ActionResult } from '../../runner/action';
import { runInProcess } from '../../runner/in-process';

const SECRET = 'secret-of-the-key-0123456789';

/** The step, against a service that responds like this. */
async function runAgainst(
  respond: RequestListener,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionResult> {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  onTestFinished(() => {
    server.close();
  });
  const result = await runInProcess({
    inputs: {
      region: 'cn-hangzhou',
      'function-name': 'f',
      endpoint: `http://127.0.0.1:${address.port}`,
      'access-key-id': 'LTAI-of-the-key',
      'access-key-secret': SECRET,
      'max-retries': '0',
      ...inputs,
    },
    env,
  });
  onTestFinished(result.dispose);
  return result;
}

test('an event that is accepted with an error type fails the step', async () => {
  const { exitCode, outputs } = await runAgainst(
    (_, response) => {
      const headers = { 'x-fc-request-id': '1-a', 'x-fc-error-type': 'UnhandledInvocationError' };
      response.writeHead(202, headers).end();
    },
    { 'invocation-type': 'async' },
  );

  expect(exitCode).toBe(1);
  expect(outputs['error-type']).toBe('UnhandledInvocationError');
});

test('a look-up of triggers that is refused with 409 says nothing of the task', async () => {
  const { exitCode, outputs } = await runAgainst(
    ({ url = '' }, response) => {
      const [status, body] = url.includes('/triggers')
        ? [409, { Code: 'Conflict', Message: 'no' }]
        : [200, { status: 'Succeeded' }];
      response.writeHead(status, { 'x-fc-request-id': '1-a' }).end(JSON.stringify(body));
    },
    { 'http-trigger': 'true', 'invocation-type': 'async', wait: 'true', 'async-task-id': 'a' },
  );

  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({ 'error-type': 'Conflict', attempts: '0' });
});

test('a debug log shows no event that holds authorization, however its JSON spells it', async () => {
  const event = String.raw`{"headers":{"authorization":"Bearer pass\/word\u002bof-the-event"}}`;
  const { stdout } = await runAgainst(
    (_, response) => response.end('ok'),
    { 'http-trigger': 'http://127.0.0.1:1/', event },
    { RUNNER_DEBUG: '1' },
  );

  expect(stdout).toContain('Event: not shown, as it carries credentials');
  expect(stdout).not.toContain('of-the-event"');
});
