/** An awaited task: when it is asked for, what is tolerated, how it ends, and how it is stopped. */
import { describe, expect, test } from 'vitest';
import { awaitTask } from '../../../src/function-compute/async-task';
import type { AwaitedRequest, Invocation } from '../../../src/function-compute/invocation';
import { cancelled, timedOut } from '../../../src/http/errors';
import { AWAITED, type Reply, ScriptedFc, TASK_ID, type TurnedClock } from './scripted-fc';

const task = (status: string, more: object = {}): Reply => ({ body: { status, ...more } });
const error = (status: number, Code = 'Any'): Reply => ({ status, body: { Code, Message: 'no' } });
const RUNNING = task('Running');
const DONE = task('Succeeded');

function follow(
  fc: ScriptedFc,
  request: AwaitedRequest = fc.awaited(),
  accepted: Invocation = { metadata: {} },
): Promise<Invocation> {
  return awaitTask(request, accepted, fc.settings());
}

describe('when it is asked for', () => {
  test.for([
    // The task ends after so many seconds; the times at which it is asked for.
    [0.5, [1]],
    [2.5, [1, 2, 3]],
    [10, [1, 2, 3, 4.5, 6.75, 10.125]],
    [40, [1, 2, 3, 4.5, 6.75, 10.125, 15.1875, 22.78125, 32.78125, 42.78125]],
  ] as const)('a task of %d s: after %j s', async ([seconds, times]) => {
    const asked: number[] = [];
    const fc = await ScriptedFc.start((clock: TurnedClock) => {
      asked.push(clock.ms / 1000);
      return clock.ms < seconds * 1000 ? RUNNING : DONE;
    });

    expect((await follow(fc)).failure).toBeUndefined();
    expect(asked).toEqual(times);
  });
});

describe('what is tolerated', () => {
  const TOLERATED: readonly (readonly [string, Reply])[] = [
    ['429', error(429)],
    ['500', error(500)],
    ['503', error(503)],
    ['the network fails', { breaks: 'before' }],
    ['a response that is not JSON', { body: '<html>' }],
    ['a response of another shape', task('Succeeded', { events: 'text' })],
    ['a response nested without measure', { body: '['.repeat(1_001) + ']'.repeat(1_001) }],
  ];

  test.for(TOLERATED)('%s: five times in a row', async ([, reply]) => {
    const five = Array.from({ length: 5 }, () => reply);
    const fc = await ScriptedFc.start(RUNNING, ...five, RUNNING, ...five, DONE);

    expect((await follow(fc)).failure).toBeUndefined();
    expect(fc.seen).toHaveLength(13);
    expect(fc.resends).toEqual([]);
  });

  test.for(TOLERATED)('%s: not six times', async ([, reply]) => {
    const fc = await ScriptedFc.start(RUNNING, reply);

    const { failure, metadata } = await follow(fc);

    expect(failure?.summary).toMatch(
      /^Lost track of async task task-1; it may still be running: ./,
    );
    expect(metadata.asyncTaskStatus).toBe('Running');
    expect(fc.seen).toHaveLength(7);
  });

  test.for([
    [403, 'AccessDenied'],
    [400, 'InvalidArgument'],
    [499, 'Any'],
    [404, 'AsyncTaskNotFound'],
  ] as const)('%i: not once', async ([status, code]) => {
    const fc = await ScriptedFc.start(RUNNING, error(status, code));

    expect((await follow(fc)).failure?.type).toBe(code);
    expect(fc.seen).toHaveLength(2);
  });

  test.for([
    [403, 'AccessDenied'],
    [400, 'InvalidArgument'],
  ] as const)('%i of a task that was never seen: not once either', async ([status, code]) => {
    const fc = await ScriptedFc.start(error(status, code));

    expect((await follow(fc)).failure?.type).toBe(code);
    expect(fc.seen).toHaveLength(1);
  });

  test('404 of a task that was never seen, like any other failure', async () => {
    const unknown = Array.from({ length: 5 }, () => error(404, 'AsyncTaskNotFound'));
    const found = await ScriptedFc.start(...unknown, DONE);
    const unfound = await ScriptedFc.start(...unknown, ...unknown);

    expect((await follow(found)).failure).toBeUndefined();
    expect((await follow(unfound)).failure?.type).toBe('AsyncTaskNotFound');
    expect(unfound.clock.ms).toBe(10_125);
  });

  test('a response of more than 8 MiB is the end', async () => {
    const fc = await ScriptedFc.start(task('Running', { events: ['x'.repeat(8 * 1024 ** 2)] }));

    const { failure } = await follow(fc);

    expect(failure).toMatchObject({ type: 'ResultTooLarge' });
    expect(fc.seen).toHaveLength(1);
  });
});

describe('how it ends', () => {
  test.for([
    ['Succeeded', undefined],
    ['Failed', 'AsyncTaskFailed'],
    ['Stopped', 'AsyncTaskStopped'],
    ['Expired', 'AsyncTaskExpired'],
    ['Invalid', 'AsyncTaskInvalid'],
  ] as const)('as %s: %s', async ([status, type]) => {
    const fc = await ScriptedFc.start(task(status, { taskErrorMessage: 'the reason' }));

    const { failure, metadata } = await follow(fc);

    expect(failure).toEqual(
      type && {
        kind: 'task',
        type,
        summary: `Async task task-1 of function f ended as ${status}`,
        detail: 'the reason',
      },
    );
    expect(metadata.asyncTaskStatus).toBe(status);
    expect(fc.seen).toHaveLength(1);
  });

  test('without a reason', async () => {
    const fc = await ScriptedFc.start(task('Failed'));

    expect((await follow(fc)).failure).toMatchObject({ detail: '' });
  });

  test('every other status is no end, and told once when it changes', async () => {
    const states = [
      'Enqueued',
      'Dequeued',
      'Running',
      'Running',
      'Retrying',
      'Stopping',
      'New',
      'toString',
    ];
    const fc = await ScriptedFc.start(...states.map((each) => task(each)), task(''), DONE);

    await follow(fc);

    expect(fc.states).toEqual(
      [
        'Enqueued',
        'Dequeued',
        'Running',
        'Retrying',
        'Stopping',
        'New',
        'toString',
        '',
        'Succeeded',
      ].map((each) => `task-1 ${each}`),
    );
  });

  const LAST_LINE =
    'Duration: 1.5 ms, Billed Duration: 2 ms, Memory Size: 128 MB, Max Memory Used: 25 MB';
  const accepted: Invocation = {
    wasSent: true,
    statusCode: 202,
    metadata: { requestId: '1-accepted', instanceId: 'c-accepted', asyncTaskId: TASK_ID },
  };

  test('after FC accepted the event', async () => {
    const fc = await ScriptedFc.start({ status: 202 }, DONE);

    const { failure, metadata } = await fc.invoke({ mode: AWAITED });

    expect([failure, metadata.asyncTaskStatus]).toEqual([undefined, 'Succeeded']);
    expect(fc.seen).toHaveLength(2);
  });

  test('with what the task tells, before what the acceptance told', async () => {
    const eventDetail = JSON.stringify({ logTail: `hello\n${LAST_LINE}` });
    const fc = await ScriptedFc.start(
      task('Succeeded', {
        requestId: '1-task',
        instanceId: 'c-task',
        durationMs: 9,
        returnPayload: 'returned',
        events: [{ eventDetail: 'earlier' }, { eventDetail }],
      }),
    );

    const { result, ...rest } = await follow(fc, undefined, accepted);

    expect(result?.text()).toBe('returned');
    expect(rest).toEqual({
      wasSent: true,
      statusCode: 202,
      metadata: {
        requestId: '1-task',
        instanceId: 'c-task',
        asyncTaskId: TASK_ID,
        asyncTaskStatus: 'Succeeded',
        logs: `hello\n${LAST_LINE}`,
        durationMs: 9,
        billedDurationMs: 2,
        memorySizeMb: 128,
        memoryUsedMb: 25,
      },
    });
  });

  test.for([
    ['nothing', undefined, undefined, undefined],
    ['an empty detail', '', undefined, undefined],
    ['a detail that is not JSON', 'text', undefined, undefined],
    ['a log that is no text', '{"logTail":7}', undefined, undefined],
    ['a log', JSON.stringify({ logTail: LAST_LINE }), LAST_LINE, 1.5],
    [
      'a log that is too long',
      JSON.stringify({ logTail: `12345${'x'.repeat(64 * 1024 - 1)}` }),
      `5${'x'.repeat(64 * 1024 - 1)}`,
      undefined,
    ],
  ] as const)('with %s in its last event', async ([, eventDetail, logs, durationMs]) => {
    const fc = await ScriptedFc.start(task('Succeeded', { events: [{ eventDetail }] }));

    const { metadata, result } = await follow(fc, undefined, accepted);

    expect(metadata).toMatchObject({ requestId: '1-accepted', instanceId: 'c-accepted' });
    expect([metadata.logs, metadata.durationMs]).toEqual([logs, durationMs]);
    expect(result).toBeUndefined();
  });

  test('without the log that nobody asked for, but with its figures', async () => {
    const events = [{ eventDetail: JSON.stringify({ logTail: `hello\n${LAST_LINE}` }) }];
    const fc = await ScriptedFc.start(task('Succeeded', { events }));
    const mode = { ...AWAITED, logType: 'none' } as const;

    const { metadata } = await follow(fc, { ...fc.awaited(), mode });

    expect([metadata.logs, metadata.durationMs]).toEqual([undefined, 1.5]);
  });

  test('by the timeout, which does not stop it', async () => {
    const fc = await ScriptedFc.start({ ...RUNNING, meanwhile: () => fc.job.abort(timedOut(3)) });

    const { failure } = await follow(fc);

    expect(failure).toEqual({
      kind: 'timeout',
      type: 'Timeout',
      summary: 'Async task task-1 did not end within 3 s; it is still running',
    });
    expect(fc.seen).toHaveLength(1);
  });

  test('by a defect, which is thrown', async () => {
    const fc = await ScriptedFc.start(DONE);
    const defect = new TypeError('x');
    const accessKey = () => Promise.reject(defect);

    await expect(
      awaitTask(fc.awaited(), { metadata: {} }, fc.settings({ accessKey })),
    ).rejects.toBe(defect);
  });
});

describe('FC 3.0 and 2.0 are asked for the qualifier’s task, and stop it', () => {
  test.for([
    ['', '/2023-03-30/functions/f/async-tasks/task-1', '/stop'],
    ['shop', '/2021-04-06/services/shop/functions/f/stateful-async-invocations/task-1', ''],
  ] as const)('service %j', async ([serviceName, path, stop]) => {
    const fc = await ScriptedFc.start({
      ...RUNNING,
      meanwhile: () => {
        if (fc.seen.length === 1) fc.job.abort(cancelled('SIGINT'));
      },
    });
    const target = fc.target({ serviceName, qualifier: 'prod', accountId: '1234567890' });

    const { failure } = await follow(fc, { ...fc.awaited(), target });

    expect(fc.asked).toEqual([`GET ${path}?qualifier=prod`, `PUT ${path}${stop}?qualifier=prod`]);
    const accounts = fc.seen.map(({ headers }) => headers['x-fc-account-id']);
    const account = serviceName === '' ? undefined : '1234567890';
    expect(accounts).toEqual([account, account]);
    expect(failure?.summary).toBe(
      'The job was cancelled (SIGINT); async task task-1 was told to stop',
    );
  });
});

describe('when the job is cancelled', () => {
  const cancels = (fc: () => ScriptedFc, reply: Reply): Reply => ({
    ...reply,
    meanwhile: () => fc().job.abort(cancelled('SIGINT')),
  });

  test.for([
    ['stop', { status: 204 }, 2, 'async task task-1 was told to stop'],
    [
      'stop',
      error(403, 'AccessDenied'),
      2,
      'async task task-1 could not be stopped (no) and may still be running',
    ],
    ['leave', {}, 1, 'async task task-1 is still running, as on-cancel: leave asks for'],
  ] as const)('on-cancel: %s', async ([onCancel, reply, requests, outcome]) => {
    const fc: ScriptedFc = await ScriptedFc.start(
      cancels(() => fc, RUNNING),
      reply,
    );

    const { failure } = await follow(fc, { ...fc.awaited(), mode: { ...AWAITED, onCancel } });

    expect(failure).toEqual({
      kind: 'cancelled',
      type: 'Cancelled',
      summary: `The job was cancelled (SIGINT); ${outcome}`,
    });
    expect(fc.seen).toHaveLength(requests);
  });

  test.for([
    // What on-cancel says, what FC does with the stop request; how often it is asked
    ['stop', { status: 204 }, 2, '; async task task-1 was told to stop'],
    [
      'stop',
      error(500),
      2,
      '; async task task-1 could not be stopped (no) and may still be running',
    ],
    ['leave', {}, 1, ''],
  ] as const)(
    'while FC accepts the task, on-cancel: %s',
    async ([onCancel, reply, requests, end]) => {
      const fc: ScriptedFc = await ScriptedFc.start(
        cancels(() => fc, { breaks: 'before' }),
        reply,
      );

      const { failure } = await fc.invoke({ mode: { ...AWAITED, onCancel } });

      expect(failure?.summary).toBe(
        `The job was cancelled (SIGINT); the function may have run, as async task task-1${end}`,
      );
      expect(fc.seen).toHaveLength(requests);
    },
  );

  test('before anything was sent, nothing is stopped', async () => {
    const fc = await ScriptedFc.start();
    fc.job.abort(cancelled('SIGINT'));

    const { failure } = await fc.invoke({ mode: AWAITED });

    expect(failure?.summary).toBe('The job was cancelled (SIGINT); the function has not run');
    expect(fc.seen).toEqual([]);
  });

  test('a task that FC may have accepted is stopped only upon cancelling', async () => {
    const fc = await ScriptedFc.start(error(500));

    expect((await fc.invoke({ mode: AWAITED })).failure?.kind).toBe('service');
    expect(fc.seen).toHaveLength(1);
  });
});
