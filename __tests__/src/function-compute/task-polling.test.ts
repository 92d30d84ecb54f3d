import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock';
import { awaitTask } from '../../../src/function-compute/async-task';
import { startDeadline } from '../../../src/http/deadline';

/** A clock that moves only when somebody waits for it. */
class TurnedClock implements Clock {
  ms = 0;
  now = () => this.ms;
  sleep = async (ms: number) => {
    this.ms += ms;
  };
}

const clock = new TurnedClock();
let server: Server;
let polls = 0;
let answer: (elapsedMs: number) => { status: number; body: object };

/** FC as far as a waiting client sees it: a task whose state depends on the time. */
beforeAll(async () => {
  server = createServer((_request, response) => {
    polls++;
    const { status, body } = answer(clock.ms);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

const task = (status: string, more: object = {}) => ({ status: 200, body: { status, ...more } });
const notFound = { status: 404, body: { Code: 'AsyncTaskNotFound', Message: 'no such task' } };
const unavailable = { status: 503, body: { Code: 'InternalServerError', Message: 'try later' } };

test.for([
  { seconds: 5, atMost: 7 },
  { seconds: 20, atMost: 10 },
  { seconds: 60, atMost: 14 },
])(
  'a task of $seconds s is seen to end in time, with at most $atMost polls',
  async ({ seconds, atMost }) => {
    const invocation = await follow((ms) => task(ms < seconds * 1000 ? 'Running' : 'Succeeded'));

    expect(invocation.failure).toBeUndefined();
    expect(polls).toBeLessThanOrEqual(atMost);
    const lateSeconds = clock.ms / 1000 - seconds;
    expect(lateSeconds).toBeLessThanOrEqual(Math.min(10, Math.max(1, seconds / 2)));
  },
);

test('a task that is not visible yet is waited for', async () => {
  const invocation = await follow((ms) => (ms < 3000 ? notFound : task('Succeeded')));

  expect(invocation.metadata.asyncTaskStatus).toBe('Succeeded');
});

test('single failed polls do not matter', async () => {
  const answers = [task('Running'), unavailable, unavailable, task('Running'), unavailable];
  const invocation = await follow(() => answers[polls - 1] ?? task('Succeeded'));

  expect(invocation.failure).toBeUndefined();
});

test('a task that cannot be asked for any more is named, and may go on', async () => {
  const invocation = await follow(() => (polls === 1 ? task('Running') : unavailable));

  expect(invocation.failure).toMatchObject({ type: 'InternalServerError' });
  expect(invocation.failure?.summary).toContain(
    'Lost track of async task task-1; it may still be running',
  );
  expect(polls).toBe(7);
});

test('a response of more than 8 MiB is an end, however often it would be asked for', async () => {
  const invocation = await follow(() => task('Running', { events: ['x'.repeat(8 * 1024 ** 2)] }));

  expect(invocation.failure).toMatchObject({ type: 'ResultTooLarge' });
  expect(invocation.failure?.summary).toContain('it may still be running: The response is larger');
  expect(polls).toBe(1);
});

test('a response that is nested without measure is not read', async () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  const invocation = await follow(() =>
    polls === 1 ? task('Succeeded', { events: nested(1_000) }) : task('Succeeded'),
  );

  expect(invocation.failure).toBeUndefined();
  expect(polls).toBe(2);
});

test('a response that is not what FC sends counts as a failed poll', async () => {
  const other = { status: 200, body: { status: 'Succeeded', events: 'text' } };
  const invocation = await follow(() => (polls === 1 ? other : task('Succeeded')));
  expect(invocation.failure).toBeUndefined();

  expect((await follow(() => other)).failure).toMatchObject({ type: 'NetworkError' });
});

test('a status that nobody knows yet is not an end', async () => {
  const states: string[] = [];
  await follow((ms) => task(ms < 9000 ? 'Hibernating' : 'Succeeded'), states);

  expect(states).toEqual(['Hibernating', 'Succeeded']);
});

test.for(['Failed', 'Stopped', 'Expired', 'Invalid'])('%s is an end', async (status) => {
  const invocation = await follow(() => task(status, { taskErrorMessage: 'the reason' }));

  expect(invocation.failure).toMatchObject({ type: `AsyncTask${status}`, detail: 'the reason' });
});

async function follow(answers: typeof answer, states: string[] = []) {
  answer = answers;
  polls = 0;
  clock.ms = 0;
  const deadline = startDeadline(60, new AbortController().signal);
  const target = {
    region: 'cn-hangzhou',
    endpoint: {
      protocol: 'http',
      host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    accountId: '',
    serviceName: '',
    functionName: 'f',
    qualifier: 'LATEST',
  } as const;
  try {
    return await awaitTask(
      {
        target,
        channel: { kind: 'api' },
        mode: { type: 'async', wait: true, taskId: 'task-1', isGivenId: true, onCancel: 'stop' },
        payload: new Uint8Array(),
      },
      { metadata: {} },
      {
        accessKey: async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' }),
        deadline,
        clock,
        maxRetries: 3,
        onStateChange: (_taskId, status) => states.push(status),
        onResend: () => undefined,
        onLostResponse: () => undefined,
        onHeaders: () => undefined,
        environment: {},
        receiveResult: () => Promise.reject(new Error('This task returns nothing.')),
      },
    );
  } finally {
    deadline.clear();
  }
}
