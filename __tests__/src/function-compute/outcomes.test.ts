/** What a response, or its lack, means: for the kind of failure, the sentence, and the outputs. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NO_CREDENTIALS } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import { functionFailure, httpFailure } from '../../../src/function-compute/failures';
import type { Channel, InvocationRequest, Mode } from '../../../src/function-compute/invocation';
import { cancelled, timedOut } from '../../../src/http/errors';
import { ResponseTooLarge } from '../../../src/http/response-body';
import { GET_REQUEST } from '../../support/cases';
import { resultOf } from '../../support/results';
import { AWAITED, QUEUED, type Reply, ScriptedFc, SYNC, TASK_ID } from './scripted-fc';

afterEach(() => {
  vi.restoreAllMocks();
});

function triggerOf({ origin }: ScriptedFc): Channel {
  return { kind: 'trigger-url', url: new URL(`${origin}/`), request: GET_REQUEST };
}

const named = (type: string) => ({ 'x-fc-error-type': type });
const failed = { ...named('UnhandledInvocationError') };

const WITHOUT_ID: Mode = { type: 'async', wait: false, taskId: undefined };

describe('whose response it is', () => {
  /** Channel, mode, status, headers; the kind of the failure, its type. */
  const TABLE: readonly (readonly [
    'api' | 'trigger',
    Mode,
    number,
    Record<string, string>,
    string?,
    string?,
  ])[] = [
    ['api', SYNC, 200, {}],
    ['api', SYNC, 200, failed, 'function', 'UnhandledInvocationError'],
    ['api', SYNC, 200, named('HandledInvocationError'), 'function', 'HandledInvocationError'],
    ['api', SYNC, 200, named('InitializationError'), 'function', 'InitializationError'],
    ['api', SYNC, 500, failed, 'function', 'UnhandledInvocationError'],
    ['api', SYNC, 200, named('New Type'), 'function', 'New_Type'],
    ['api', SYNC, 200, named('FCCommonError'), 'service', 'ServiceError'],
    ['api', SYNC, 200, named('x, fccommonerror'), 'service', 'ServiceError'],
    ['api', SYNC, 201, {}, 'service', 'ServiceError'],
    ['api', SYNC, 202, {}, 'service', 'ServiceError'],
    ['api', SYNC, 404, {}, 'service', 'ServiceError'],
    ['api', SYNC, 412, named('CAExited'), 'service', 'CAExited'],
    [
      'api',
      SYNC,
      412,
      named('NotUnhandledInvocationErrors'),
      'service',
      'NotUnhandledInvocationErrors',
    ],
    ['api', WITHOUT_ID, 202, {}],
    ['api', WITHOUT_ID, 202, failed, 'function', 'UnhandledInvocationError'],
    ['api', WITHOUT_ID, 200, {}, 'service', 'ServiceError'],
    ['trigger', SYNC, 200, {}],
    ['trigger', SYNC, 202, {}],
    ['trigger', SYNC, 302, {}],
    ['trigger', SYNC, 399, {}],
    ['trigger', SYNC, 400, {}, 'http', 'HttpError'],
    ['trigger', SYNC, 503, {}, 'http', 'HttpError'],
    ['trigger', SYNC, 502, failed, 'function', 'UnhandledInvocationError'],
    ['trigger', SYNC, 400, named('CAExited'), 'service', 'CAExited'],
    ['trigger', SYNC, 399, named('CAExited'), 'function', 'CAExited'],
    ['trigger', SYNC, 404, named('FCCommonError'), 'service', 'ServiceError'],
    ['trigger', WITHOUT_ID, 202, {}],
    ['trigger', WITHOUT_ID, 200, {}, 'service', 'ServiceError'],
    ['trigger', WITHOUT_ID, 400, {}, 'http', 'HttpError'],
  ];

  test.for(TABLE)(
    '%s, %j: %i with %j is %s %s',
    async ([kind, mode, status, headers, ...expected]) => {
      const fc = await ScriptedFc.start({ status, headers });
      const channel: Channel = kind === 'api' ? { kind } : triggerOf(fc);

      const { failure, result, statusCode, wasSent } = await fc.invoke({ channel, mode });

      expect([failure?.kind, failure?.type]).toEqual([expected[0], expected[1]]);
      expect([statusCode, wasSent]).toEqual([status, true]);
      // Never the body of a service error, nor that of an acceptance.
      const hasResult =
        failure?.kind !== 'service' && !(failure === undefined && mode.type === 'async');
      expect(result !== undefined).toBe(hasResult);
      expect(fc.seen).toHaveLength(1);
    },
  );
});

describe('a service error says whether the function has run', () => {
  const MAY = 'the function may have run';
  /** Status and code; what the sentence adds; whether it is retried. */
  const TABLE = [
    [429, 'ResourceExhausted', '', true],
    [429, 'Any', '', true],
    [503, 'ResourceThrottled', '', true],
    [503, 'ResourceExhausted', '', true],
    [503, 'Throttling.User', '', true],
    [503, 'ServiceUnavailable', MAY, false],
    [500, 'InternalServerError', MAY, false],
    [500, 'ResourceExhausted', MAY, false],
    [502, 'BadResponse', MAY, false],
    [504, 'GatewayTimeout', MAY, false],
    [499, 'Canceled', '', false],
    [403, 'AccessDenied', '', false],
    [404, 'FunctionNotFound', '', false],
    [300, 'Redirect', '', false],
    [299, 'Odd', MAY, false],
    [400, 'ExternalRedirectForbidden', 'the function has run', false],
  ] as const;

  test.for(TABLE)('%i %s: %j', async ([status, Code, added, isRetried]) => {
    const fc = await ScriptedFc.start({
      status,
      body: { Code, Message: 'The reason.', RequestId: '1-a' },
    });

    const { failure, metadata, wasSent } = await fc.invoke();

    const end = added === '' ? '' : `; ${added}`;
    expect(failure).toMatchObject({
      kind: 'service',
      type: Code,
      summary: `FC responded with ${status}: The reason${end}`,
      refusal: { operation: 'fc:InvokeFunction', statusCode: status, message: 'The reason.' },
    });
    expect(metadata.requestId).toBe('1-a');
    expect(metadata.latencyMs).toBeGreaterThanOrEqual(0);
    expect(wasSent).toBe(true);
    expect(fc.seen).toHaveLength(isRetried ? 3 : 1);
  });

  test.for(TABLE)('%i %s, with a task ID: %j', async ([status, Code, added]) => {
    const fc = await ScriptedFc.start({ status, body: { Code, Message: 'no' } });

    const { failure, metadata } = await fc.invoke({ mode: QUEUED });

    const end = added === MAY ? `${MAY}, as async task ${TASK_ID}` : added;
    expect(failure?.summary).toBe(`FC responded with ${status}: no${end === '' ? '' : `; ${end}`}`);
    // The ID of a task that may be there, and of no other.
    expect(metadata.asyncTaskId).toBe(added === '' ? undefined : TASK_ID);
  });

  test.for(TABLE.filter(([status]) => status >= 400))(
    '%i %s through a trigger: %j, and the words may be the function’s',
    async ([status, Code, added]) => {
      const body = { Code, Message: 'The reason.' };
      const fc = await ScriptedFc.start({ status, headers: named('FCCommonError'), body });

      const { failure } = await fc.invoke({ channel: triggerOf(fc) });

      expect(failure).toMatchObject({
        summary: `FC responded with ${status}${added === '' ? '' : `; ${added}`}`,
        detail: 'The reason',
      });
      expect(fc.seen).toHaveLength(1);
    },
  );

  test('one without a code', async () => {
    const fc = await ScriptedFc.start({ status: 404, body: '<html>' });

    expect((await fc.invoke()).failure).toMatchObject({
      type: 'ServiceError',
      summary: 'The response has status 404 and no error code or message from FC',
    });
  });

  test('the request ID of the header comes before that of the body', async () => {
    const fc = await ScriptedFc.start({
      status: 404,
      headers: { 'x-fc-request-id': '1-header' },
      body: { Code: 'FunctionNotFound', RequestId: '1-body' },
    });

    expect((await fc.invoke()).metadata.requestId).toBe('1-header');
  });
});

describe('a request without a complete response', () => {
  const bare = { mode: SYNC };
  const withId = { mode: QUEUED };
  const NOT_FOUND: Reply = { status: 404, body: { Code: 'AsyncTaskNotFound' } };

  test('the connection was refused', async () => {
    const fc = await ScriptedFc.start();
    const target = fc.target({ endpoint: { protocol: 'http', host: '127.0.0.1:1' } });

    const { failure, wasSent, metadata } = await fc.invoke({ ...withId, target });

    expect(failure).toMatchObject({
      kind: 'network',
      type: 'NetworkError',
      summary: expect.stringMatching(
        /^Could not connect to 127\.0\.0\.1:1: .*; the function has not run$/,
      ),
    });
    expect([wasSent, metadata]).toEqual([undefined, {}]);
    // What FC cannot have, it is not asked for.
    expect(fc.lost).toEqual([]);
    expect(fc.resends.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('the connection was lost', async () => {
    const fc = await ScriptedFc.start({ breaks: 'before' });

    const { failure, wasSent } = await fc.invoke(bare);

    expect(failure).toMatchObject({
      kind: 'network',
      summary: expect.stringMatching(
        /^The connection failed before the response: .*; the function may have run$/,
      ),
    });
    expect(wasSent).toBe(true);
    expect([fc.seen.length, fc.lost]).toEqual([1, []]);
  });

  test('the response was lost, and FC has the task', async () => {
    const fc = await ScriptedFc.start(
      { breaks: 'before' },
      NOT_FOUND,
      { status: 500 },
      {
        body: { status: 'Running', requestId: '1-t' },
      },
    );

    const invocation = await fc.invoke(withId);

    expect(fc.lost).toEqual([expect.stringMatching(/^the connection failed before the response/)]);
    expect(invocation).toEqual({
      wasSent: true,
      metadata: { asyncTaskId: TASK_ID, requestId: '1-t' },
    });
    expect(fc.asked.slice(1)).toEqual(
      Array(3).fill(`GET /2023-03-30/functions/f/async-tasks/${TASK_ID}?qualifier=LATEST`),
    );
    expect(fc.clock.waits).toEqual([500, 500]);
  });

  test.for([
    // What FC says of the task; how often it is asked.
    ['it never knows it', NOT_FOUND, 10],
    ['what responds is no task', { body: '' }, 1],
    ['it may not be asked', { status: 403, body: { Code: 'AccessDenied' } }, 1],
  ] as const)('the response was lost, and %s', async ([, reply, reads]) => {
    const fc = await ScriptedFc.start({ breaks: 'before' }, reply);

    const { failure, wasSent, metadata } = await fc.invoke(withId);

    expect(failure).toMatchObject({
      type: 'NetworkError',
      summary: expect.stringMatching(/; the function may have run, as async task task-1$/),
    });
    expect([wasSent, metadata]).toEqual([true, { asyncTaskId: TASK_ID }]);
    expect(fc.seen).toHaveLength(1 + reads);
  });

  test('the response was lost, and there is no key to ask with', async () => {
    const fc = await ScriptedFc.start({ breaks: 'before' });
    let asked = 0;
    const accessKey = async () => {
      if (asked++ > 0) throw new CredentialsError('none', 'sts-unavailable');
      return { accessKeyId: 'id', accessKeySecret: 'secret' };
    };

    expect((await fc.invoke(withId, { accessKey })).failure?.type).toBe('NetworkError');
    expect([asked, fc.seen.length]).toEqual([2, 1]);
  });

  test('the response was lost, and the URL of a trigger was called without a key', async () => {
    const fc = await ScriptedFc.start({ breaks: 'before' });
    const channel = triggerOf(fc);

    const { failure } = await fc.invoke({ ...withId, channel }, NO_CREDENTIALS);

    expect(failure?.summary).toMatch(/; the function may have run, as async task task-1$/);
    expect([fc.clock.waits, fc.seen.length]).toEqual([[], 1]);
  });

  const STILL = 'the connection was closed, so FC cancels the running invocation';
  const AS_TASK = `the function may have run, as async task ${TASK_ID}`;
  const NOT = 'the function has not run';
  test.for([
    // When, why, how it was sent; the kind of failure and its sentence
    ['before', cancelled('SIGINT'), SYNC, 'cancelled', `The job was cancelled (SIGINT); ${NOT}`],
    ['during', cancelled('SIGINT'), SYNC, 'cancelled', `The job was cancelled (SIGINT); ${STILL}`],
    [
      'during',
      cancelled('SIGINT'),
      QUEUED,
      'cancelled',
      `The job was cancelled (SIGINT); ${AS_TASK}`,
    ],
    ['before', timedOut(7), SYNC, 'timeout', `The request could not be sent within 7 s; ${NOT}`],
    ['during', timedOut(7), SYNC, 'timeout', 'No response within 7 s; the function may have run'],
    ['during', timedOut(7), QUEUED, 'timeout', `No response within 7 s; ${AS_TASK}`],
  ] as const)('%s it is sent, %s, as %j', async ([when, reason, mode, kind, summary]) => {
    const fc = await ScriptedFc.start({ meanwhile: () => fc.job.abort(reason), breaks: 'before' });
    if (when === 'before') fc.job.abort(reason);

    const { failure, wasSent, metadata } = await fc.invoke({ mode });

    const type = kind === 'cancelled' ? 'Cancelled' : 'Timeout';
    expect(failure).toEqual({ kind, type, summary });
    expect(wasSent).toBe(when === 'during' ? true : undefined);
    expect(metadata.asyncTaskId).toBe(mode === QUEUED ? TASK_ID : undefined);
  });

  test('the job is cancelled while FC is asked for the task', async () => {
    const fc = await ScriptedFc.start(
      { breaks: 'before' },
      {
        ...NOT_FOUND,
        meanwhile: () => fc.job.abort(cancelled('SIGTERM')),
      },
    );

    const { failure, metadata } = await fc.invoke(withId);

    expect(failure).toMatchObject({
      type: 'Cancelled',
      summary: `The job was cancelled (SIGTERM); ${AS_TASK}`,
    });
    expect(metadata.asyncTaskId).toBe(TASK_ID);
    expect(fc.seen).toHaveLength(2);
  });

  test('the result is too large', async () => {
    const fc = await ScriptedFc.start({ body: 'x' });
    const receiveResult = () => Promise.reject(new ResponseTooLarge(1024 * 1024));

    const { failure, wasSent, statusCode } = await fc.invoke({}, { receiveResult });

    expect(failure).toEqual({
      kind: 'too-large',
      type: 'ResultTooLarge',
      summary: 'The response is larger than 1 MiB; the function may have run',
    });
    expect([wasSent, statusCode]).toEqual([true, 200]);
  });

  test('a function’s error is lost on the way', async () => {
    const headers = { ...failed, 'content-length': '100' };
    const fc = await ScriptedFc.start({ headers, body: '{', breaks: 'after' });

    expect((await fc.invoke()).failure).toMatchObject({
      kind: 'network',
      type: 'UnhandledInvocationError',
      summary: expect.stringMatching(
        /^Function f failed, and its error message was lost\. The connection failed in the middle of the response: .*; the function may have run$/,
      ),
    });
  });

  test('there are no credentials', async () => {
    const fc = await ScriptedFc.start();
    const accessKey = () => Promise.reject(new CredentialsError('No key.', 'sts-unavailable'));

    const { failure, wasSent } = await fc.invoke({}, { accessKey });

    expect(failure).toMatchObject({ kind: 'credentials', summary: 'No key.' });
    expect([wasSent, fc.seen]).toEqual([undefined, []]);
  });

  test('a defect is thrown, also after the error of a function', async () => {
    const fc = await ScriptedFc.start({ headers: failed });
    const defect = new TypeError('x is not a function');
    const fail = () => Promise.reject(defect);

    await expect(fc.invoke({}, { accessKey: fail })).rejects.toBe(defect);
    await expect(fc.invoke({}, { receiveResult: fail })).rejects.toBe(defect);
  });
});

describe('the failure of a function', () => {
  const request: InvocationRequest = {
    target: {
      region: 'cn-hangzhou',
      endpoint: { protocol: 'https', host: 'fc.test' },
      accountId: '',
      serviceName: '',
      functionName: 'f',
      qualifier: 'LATEST',
    },
    channel: { kind: 'api' },
    mode: SYNC,
    payload: Buffer.alloc(0),
  };
  const type = 'UnhandledInvocationError';

  test.for([
    ['{"errorMessage":"no","errorType":"TypeError"}', 'TypeError: no'],
    ['\ufeff{"errorMessage":"no","errorType":"TypeError"}', 'TypeError: no'],
    ['{"errorMessage":"TypeError: no","errorType":"TypeError"}', 'TypeError: no'],
    ['{"errorMessage":"no","errorType":""}', 'no'],
    ['{"errorMessage":"no","errorType":7}', 'no'],
    ['{"errorMessage":"no"}', 'no'],
    ['{"errorMessage":7}', '{"errorMessage":7}'],
    ['null', 'null'],
    ['[1]', '[1]'],
    ['not JSON', 'not JSON'],
    ['{"errorMessage":"no"', '{"errorMessage":"no"'],
    ['', ''],
    [`{"errorMessage":"${'x'.repeat(2_000)}"}`, `${'x'.repeat(999)}…`],
    [new Uint8Array([0xff]), undefined],
  ] as const)('with the body %j is described by %j', ([body, detail]) => {
    expect(functionFailure(request, { functionErrorType: type }, resultOf(body))).toEqual({
      kind: 'function',
      type,
      summary: 'Function f failed',
      detail,
      isHandled: false,
    });
  });

  test('is read up to 4 MiB; of a longer body the beginning is quoted', () => {
    const result = (bytes: number) => ({
      ...resultOf(''),
      bytes,
      start: 'the beginning',
      isJson: true,
      text: () => '{"errorMessage":"no"}',
    });
    const detail = (bytes: number) =>
      functionFailure(request, { functionErrorType: type }, result(bytes));

    expect(detail(4 * 1024 * 1024)).toMatchObject({ detail: 'no' });
    expect(detail(4 * 1024 * 1024 + 1)).toMatchObject({ detail: 'the beginning' });
  });

  const UNCAUGHT = 'FunctionUnhandledError: uncaughtException';
  test.for([
    ['HandledInvocationError', 'no', true],
    ['HandledInvocationError', UNCAUGHT, false],
    ['HandledInvocationError', `${UNCAUGHT} `, true],
    ['UnhandledInvocationError', 'no', false],
    ['InitializationError', 'no', false],
  ] as const)(
    '%s with the message %j was handled: %s',
    ([functionErrorType, errorMessage, isHandled]) => {
      const body = JSON.stringify({ errorMessage });

      expect(functionFailure(request, { functionErrorType }, resultOf(body))).toMatchObject({
        type: functionErrorType,
        isHandled,
      });
    },
  );

  test('there is none without an error type', () => {
    expect(functionFailure(request, {}, resultOf('{"errorMessage":"no"}'))).toBeUndefined();
  });

  const trigger = { method: 'GET', url: 'https://f.fcapp.run/health' };
  test('through a trigger is a status of 400 and more', () => {
    const { start: _, ...withoutText } = resultOf('no\nroom');

    expect(httpFailure({ trigger, statusCode: 400 }, resultOf('no\nroom'))).toEqual({
      kind: 'http',
      type: 'HttpError',
      summary: 'The HTTP trigger responded with 400 to GET /health',
      detail: 'no room',
    });
    expect(
      httpFailure({ trigger, statusCode: 500 }, { ...withoutText, start: undefined }),
    ).toMatchObject({ detail: '' });
    expect(httpFailure({ trigger, statusCode: 399 }, resultOf('no'))).toBeUndefined();
    expect(httpFailure({ trigger }, resultOf('no'))).toBeUndefined();
    expect(httpFailure({ statusCode: 500 }, resultOf('no'))).toBeUndefined();
  });
});

describe('an ID that FC already has', () => {
  const CONFLICT: Reply = { status: 409, body: { Code: 'AlreadyExists', Message: 'taken' } };
  const DONE: Reply = { body: { status: 'Succeeded' } };

  test('of an awaited task that the workflow named: that task is followed, with a warning', async () => {
    const fc = await ScriptedFc.start(CONFLICT, DONE);

    const invocation = await fc.invoke({ mode: AWAITED });

    expect(invocation).toMatchObject({
      wasSent: false,
      metadata: { asyncTaskId: TASK_ID, asyncTaskStatus: 'Succeeded' },
      warnings: [expect.stringMatching(/^A task with the ID task-1 already existed/)],
    });
    expect(invocation.failure).toBeUndefined();
  });

  test.for([
    ['of a task that is not awaited', QUEUED, 409, 'AlreadyExists'],
    ['that this action made up', { ...AWAITED, isGivenId: false }, 409, 'AlreadyExists'],
    ['is not what 409 is about', AWAITED, 409, 'ConcurrentUpdateError'],
    ['is not what 412 is about', AWAITED, 412, 'AlreadyExists'],
  ] as const)('%s: a failure', async ([, mode, status, Code]) => {
    const fc = await ScriptedFc.start({ status, body: { Code } }, DONE);

    const { failure, warnings } = await fc.invoke({ mode });

    expect([failure?.type, warnings]).toEqual([Code, undefined]);
    expect(fc.seen).toHaveLength(1);
  });
});
