import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import type { CallSettings } from '../../../src/function-compute/call';
import {
  awaitDeployment,
  type Deployment,
  type DeploymentOutcome,
  weightsWarning,
  withDeployment,
} from '../../../src/function-compute/deployment';
import type { Channel, Invocation } from '../../../src/function-compute/invocation';
import { cancelled } from '../../../src/http/errors';
import { GET_REQUEST } from '../../support/cases';
import { CLOCK_START_MS } from './scripted-fc';

/** A clock that moves only when somebody waits for it. */
class TurnedClock implements Clock {
  /** Since the test began. */
  ms = 0;
  whileAsleep: (signal: AbortSignal) => void = () => undefined;
  now = () => CLOCK_START_MS + this.ms;
  sleep = async (ms: number, signal: AbortSignal) => {
    this.whileAsleep(signal);
    signal.throwIfAborted();
    this.ms += ms;
  };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
type Respond = (path: string, reads: number) => Reply | undefined;

const clock = new TurnedClock();
let server: Server;
let respond: Respond;
/** Paths with queries, in their order. */
let asked: string[] = [];
/** When they were asked for, in seconds. */
let times: number[] = [];
const hanging: ServerResponse[] = [];

/** FC as far as a waiting client sees it; without a reply it does not respond at all. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/2023-03-30/functions/', '');
    asked.push(path);
    times.push(clock.ms / 1000);
    const reply = respond(path, asked.length);
    if (reply === undefined) return hanging.push(response);
    const headers = { 'content-type': 'application/json', 'x-fc-request-id': 'r-1' };
    return response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  asked = [];
  times = [];
  clock.ms = 0;
  clock.whileAsleep = () => undefined;
});

afterAll(() => {
  for (const response of hanging) response.destroy();
  server.close();
});

const ok = (body: object): Reply => ({ status: 200, body: { functionName: 'f', ...body } });
const refusal = (status: number, Code: string): Reply => ({
  status,
  body: { Code, Message: `${Code} it is.` },
});
const inProgress = ok({ state: 'Active', lastUpdateStatus: 'InProgress' });
const inEffect = ok({ state: 'Active', lastUpdateStatus: 'Successful', codeChecksum: '42' });

interface Wait {
  readonly seconds?: number;
  readonly qualifier?: string;
  readonly channel?: Channel;
  readonly clock?: Clock;
  readonly stop?: AbortSignal;
  readonly accessKey?: CallSettings['accessKey'];
}

async function wait(replies: Respond, options: Wait = {}) {
  respond = replies;
  const { port } = server.address() as AddressInfo;
  const states: string[] = [];
  const outcome = await awaitDeployment(
    {
      target: {
        region: 'cn-hangzhou',
        endpoint: { protocol: 'http', host: `127.0.0.1:${port}` },
        accountId: '',
        serviceName: '',
        functionName: 'f',
        qualifier: options.qualifier ?? 'LATEST',
      },
      channel: options.channel ?? { kind: 'api' },
      mode: { type: 'sync', logType: 'tail' },
      payload: new Uint8Array(),
    },
    options.seconds ?? 60,
    {
      accessKey:
        options.accessKey ?? (async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' })),
      environment: {},
      onHeaders: () => undefined,
      clock: options.clock ?? clock,
      stop: options.stop ?? new AbortController().signal,
      onDeploymentState: (text) => states.push(text),
    },
  );
  return { outcome, states };
}

function failureOf(outcome: DeploymentOutcome) {
  return 'failure' in outcome ? outcome.failure : undefined;
}

describe('12 combinations of state and lastUpdateStatus, and the 8 others', () => {
  const EFFECT = 'is in effect';
  const WAIT = 'waits';
  const FAILED = 'UpdateFailed';
  test.for([
    [null, null, EFFECT],
    [null, 'InProgress', WAIT],
    [null, 'Successful', EFFECT],
    [null, 'Failed', FAILED],
    ['Active', null, EFFECT],
    ['Active', 'InProgress', WAIT],
    ['Active', 'Successful', EFFECT],
    ['Active', 'Failed', FAILED],
    ['Failed', null, FAILED],
    ['Failed', 'InProgress', WAIT],
    ['Failed', 'Successful', FAILED],
    ['Failed', 'Failed', FAILED],
    ['Inactive', null, FAILED],
    ['Inactive', 'InProgress', WAIT],
    ['Inactive', 'Successful', FAILED],
    ['Inactive', 'Failed', FAILED],
    ['Pending', null, EFFECT],
    ['Pending', 'InProgress', WAIT],
    ['Pending', 'Successful', EFFECT],
    ['Pending', 'Failed', FAILED],
  ] as const)('state %s, lastUpdateStatus %s: %s', async ([state, lastUpdateStatus, happens]) => {
    const { outcome } = await wait((_path, reads) =>
      reads === 1 ? ok({ state, lastUpdateStatus }) : inEffect,
    );

    expect(failureOf(outcome)?.type).toBe(happens === FAILED ? FAILED : undefined);
    expect(asked).toHaveLength(happens === WAIT ? 2 : 1);
  });

  test.for([
    ['custom-container', 'Pending', 'Successful', WAIT],
    ['custom-container', 'Pending', null, WAIT],
    ['custom-container', 'Active', 'Successful', EFFECT],
    ['custom-container', null, null, EFFECT],
    ['custom.debian12', 'Pending', 'Successful', EFFECT],
  ] as const)('runtime %s, state %s, lastUpdateStatus %s: %s', async (row) => {
    const [runtime, state, lastUpdateStatus, happens] = row;
    const pending = ok({ runtime, state, lastUpdateStatus });
    const { outcome } = await wait((_path, reads) => (reads === 1 ? pending : inEffect));

    expect(outcome).toHaveProperty('deployment');
    expect(asked).toHaveLength(happens === WAIT ? 2 : 1);
  });
});

describe('the wait', () => {
  test('reads the function with the qualifier until the update is in effect', async () => {
    const { outcome } = await wait(() => (clock.ms < 4000 ? inProgress : inEffect), {
      qualifier: '3',
    });

    expect(outcome).toEqual({
      deployment: { codeChecksum: '42', qualifier: '3', alias: undefined },
    });
    expect(new Set(asked)).toEqual(new Set(['f?qualifier=3']));
    expect(times).toEqual([0, 1, 2, 3, 4.5]);
  });

  test('reads every 1 to 10 s, and a last time when it ends', async () => {
    const { outcome } = await wait(() => inProgress, { seconds: 100 });

    expect(failureOf(outcome)).toEqual({
      kind: 'update',
      type: 'UpdateTimeout',
      summary:
        'The deployment was not confirmed to be in effect within 100 s: f (LATEST): state Active, last update InProgress; nothing was invoked, because the old code might respond',
    });
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...pauses)).toBe(10);
    expect(Math.min(...pauses.slice(0, -1))).toBe(1);
    expect(times.at(-1)).toBe(100);
  });

  test('gives a read half a minute, and no more than is left, but a second', async () => {
    const limits = new Map<number, number>();
    await wait(() => inProgress, {
      seconds: 60,
      accessKey: async (deadline) => {
        limits.set(clock.ms / 1000, deadline.remainingMs());
        return { accessKeyId: 'id', accessKeySecret: 'secret' };
      },
    });

    for (const early of [0, 1]) {
      expect(limits.get(early)).toBeGreaterThan(1_000);
      expect(limits.get(early)).toBeLessThanOrEqual(30_000);
    }
    expect(limits.get(52.78125)).toBeLessThanOrEqual(7_218.75);
    expect(limits.get(60)).toBeLessThanOrEqual(1_000);
  });

  test('tells each change of the state once, with the reason of FC', async () => {
    const replies = [
      ok({ state: 'Pending', lastUpdateStatus: 'InProgress', stateReason: 'Creating.' }),
      ok({ state: 'Pending', lastUpdateStatus: 'InProgress', stateReason: 'Still creating.' }),
      ok({
        lastUpdateStatus: 'InProgress',
        lastUpdateStatusReason: 'Pulling the image v1.2.',
        lastUpdateStatusReasonCode: 'ImagePull',
      }),
      ok({ lastUpdateStatus: 'Successful' }),
    ];
    const { states } = await wait((_path, reads) => replies[reads - 1]);

    expect(states).toEqual([
      'f (LATEST): state Pending, last update InProgress (Creating)',
      'f (LATEST): state unknown, last update InProgress (ImagePull: Pulling the image v1.2)',
      'f (LATEST): state unknown, last update Successful',
    ]);
  });

  test('ends with an update that fails, the reason, and what would respond', async () => {
    const failed = ok({
      state: 'Active',
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReason: 'no such layer',
      lastUpdateStatusReasonCode: 'LayerNotFound',
    });
    const { outcome } = await wait((_path, reads) => (reads === 1 ? inProgress : failed));

    expect(failureOf(outcome)).toMatchObject({
      kind: 'update',
      type: 'UpdateFailed',
      summary:
        'The deployment of f (LATEST) failed: state Active, last update Failed (LayerNotFound: no such layer); nothing was invoked, because the old code would respond',
    });
  });

  test.for([
    [
      { state: 'Inactive', stateReasonCode: 'Idle' },
      '(Idle); nothing was invoked, because the function cannot be called',
    ],
    [{ state: 'Failed' }, 'nothing was invoked, because the old code would respond'],
  ] as const)('says of %j: %s', async ([body, words]) => {
    const { outcome } = await wait(() => ok(body));

    expect(failureOf(outcome)?.summary).toContain(words);
  });

  test('ends at once when the job is cancelled', async () => {
    const job = new AbortController();
    clock.whileAsleep = () => job.abort(cancelled('SIGINT'));
    const { outcome } = await wait(() => inProgress, { stop: job.signal });

    expect(failureOf(outcome)).toEqual({
      kind: 'cancelled',
      type: 'Cancelled',
      summary: 'The job was cancelled (SIGINT); nothing was invoked',
    });
    expect(asked).toHaveLength(1);
  });

  test('does not take a defect for a failure', async () => {
    const job = new AbortController();
    const defect = new Error('a defect');
    clock.whileAsleep = () => job.abort(defect);

    await expect(wait(() => inProgress, { stop: job.signal })).rejects.toBe(defect);
  });
});

describe('a failed read', () => {
  test.for([
    [
      '503',
      refusal(503, 'InternalServerError'),
      'FC responded with 503: InternalServerError it is',
    ],
    ['429', refusal(429, 'Throttling.User'), 'FC responded with 429: Throttling.User it is'],
    ['what is not a function', { status: 200, body: {} }, 'not the JSON that FC sends'],
    ['what the SDK does not take', ok({ layers: 'text' }), 'not the JSON that FC sends'],
  ] as const)('%s is repeated, and told once', async ([, reply, words]) => {
    const { outcome, states } = await wait((_path, reads) => (reads < 7 ? reply : inEffect));

    expect(outcome).toHaveProperty('deployment');
    expect(asked).toHaveLength(7);
    expect(states).toEqual([
      expect.stringContaining('f cannot be read: '),
      'f (LATEST): state Active, last update Successful',
    ]);
    expect(states[0]).toContain(words);
  });

  test('until the time elapses is UpdateTimeout with the last response', async () => {
    const { outcome } = await wait(() => refusal(500, 'InternalServerError'));

    expect(failureOf(outcome)).toMatchObject({ type: 'UpdateTimeout' });
    expect(failureOf(outcome)?.summary).toContain(
      'within 60 s: f cannot be read: FC responded with 500: InternalServerError it is; nothing was invoked',
    );
  });

  test('without a response ends in time too', async () => {
    const { outcome } = await wait(() => undefined, { seconds: 1, clock: systemClock });

    expect(failureOf(outcome)).toMatchObject({ type: 'UpdateTimeout' });
    expect(failureOf(outcome)?.summary).toContain('no response within 1 s');
  });

  test('for want of STS is repeated, for want of credentials not', async () => {
    const failing = (problem: CredentialsError['problem']) => async () => {
      if (clock.ms < 2000) throw new CredentialsError('STS says no', problem);
      return { accessKeyId: 'id', accessKeySecret: 'secret' };
    };
    const away = await wait(() => inEffect, { accessKey: failing('sts-unavailable') });
    expect(away.outcome).toHaveProperty('deployment');
    expect(away.states[0]).toBe('f cannot be read: STS says no');

    clock.ms = 0;
    const refused = await wait(() => inEffect, { accessKey: failing('role-not-found') });
    expect(failureOf(refused.outcome)).toMatchObject({
      type: 'CredentialsError',
      summary: 'STS says no; nothing was invoked',
    });
  });

  test.for([
    [403, 'AccessDenied'],
    [404, 'FunctionNotFound'],
  ] as const)('%s %s keeps its code, status and request ID', async ([status, code]) => {
    const { outcome } = await wait(() => refusal(status, code));

    expect(outcome).toMatchObject({
      failure: {
        kind: 'service',
        type: code,
        summary: `FC responded with ${status}: ${code} it is; nothing was invoked`,
        refusal: { operation: 'fc:GetFunction', statusCode: status },
      },
      response: { statusCode: status, metadata: { requestId: 'r-1' } },
    });
    expect(asked).toHaveLength(1);
  });

  test('over 8 MiB is an end', async () => {
    const { outcome } = await wait(() => ok({ description: 'x'.repeat(8 * 1024 ** 2) }));

    expect(outcome).toMatchObject({
      failure: { type: 'ResultTooLarge' },
      response: { metadata: {} },
    });
    expect(failureOf(outcome)?.summary).toMatch(/^The response is larger .*; nothing was invoked$/);
  });
});

describe('an alias', () => {
  const alias = (body: object): Reply => ({ status: 200, body: { aliasName: 'live', ...body } });
  const readAlias = (reply: Reply | undefined) =>
    wait((path) => (path.startsWith('f/aliases/') ? reply : inEffect), { qualifier: 'live' });

  test('is read after its function', async () => {
    const { outcome } = await readAlias(alias({ versionId: '7', additionalVersionWeight: null }));

    expect(asked).toEqual(['f?qualifier=live', 'f/aliases/live']);
    expect(outcome).toEqual({
      deployment: {
        codeChecksum: '42',
        qualifier: 'live',
        alias: { targets: [{ versionId: '7', share: 1 }], hasWeights: false },
      },
    });
  });

  test.for(['LATEST', '12'])('is not what %s is', async (qualifier) => {
    await wait(() => inEffect, { qualifier });

    expect(asked).toEqual([`f?qualifier=${qualifier}`]);
  });

  test('that may not be read only informs', async () => {
    const { outcome } = await readAlias(refusal(403, 'AccessDenied'));

    expect(outcome).toMatchObject({
      deployment: { codeChecksum: '42', alias: undefined },
      aliasFailure: { type: 'AccessDenied', refusal: { operation: 'fc:GetAlias' } },
    });
  });

  test.for([
    ['a 5xx', refusal(502, 'BadResponse')],
    ['what is not an alias', alias({})],
  ] as const)('that cannot be read for %s is asked for again', async ([, reply]) => {
    const { outcome } = await readAlias(reply);

    expect(failureOf(outcome)).toMatchObject({ type: 'UpdateTimeout' });
  });

  test.for([
    [{ 2: 0.2 }, '1 (80 %), 2 (20 %)'],
    [{ 2: 0.125, 3: 0.1 }, '1 (77.5 %), 2 (12.5 %), 3 (10 %)'],
    [{ 2: 1 }, '1 (0 %), 2 (100 %)'],
    [{ 2: 0 }, undefined],
    [{ 2: '0.2' }, undefined],
    [{ ' ': 0.2 }, undefined],
    [{}, undefined],
  ] as const)('with weights %j may lead to %s', async ([weights, versions]) => {
    const { outcome } = await readAlias(
      alias({ versionId: '1', additionalVersionWeight: weights }),
    );

    const deployment = 'deployment' in outcome ? outcome.deployment : undefined;
    expect(deployment && weightsWarning(deployment)).toBe(
      versions && `Alias live has weights, so any of these versions may respond: ${versions}.`,
    );
  });
});

describe('through an HTTP trigger', () => {
  const triggers: Reply = {
    status: 200,
    body: {
      triggers: [
        { triggerName: 'other', triggerType: 'http', qualifier: '1', triggerConfig: '{}' },
        { triggerName: 'shop', triggerType: 'http', qualifier: '9', triggerConfig: '{}' },
      ],
    },
  };
  const reply: Respond = (path) => (path.startsWith('f/triggers') ? triggers : inEffect);

  test.for([
    [{ name: 'shop' }, ['f/triggers?limit=100', 'f?qualifier=9']],
    ['of-qualifier', ['f?qualifier=5']],
  ] as const)('%j: what it calls is waited for', async ([which, expected]) => {
    const channel = { kind: 'trigger', which, request: GET_REQUEST } as const;
    const { outcome } = await wait(reply, { qualifier: '5', channel });

    expect(asked).toEqual(expected);
    expect(outcome).toHaveProperty('deployment');
  });

  test('that does not exist, nothing is invoked', async () => {
    const channel = { kind: 'trigger', which: { name: 'shp' }, request: GET_REQUEST } as const;
    const { outcome } = await wait(reply, { channel });

    expect(failureOf(outcome)).toMatchObject({ kind: 'trigger', type: 'TriggerError' });
    expect(failureOf(outcome)?.summary).toMatch(
      /no HTTP trigger named shp.*; nothing was invoked$/,
    );
  });
});

describe('an invocation after it', () => {
  const alias = { targets: [{ versionId: '7', share: 1 }], hasWeights: false } as const;
  const shared: Deployment['alias'] = {
    targets: [
      { versionId: '7', share: 0.8 },
      { versionId: '8', share: 0.2 },
    ],
    hasWeights: true,
  };
  const failed = { kind: 'function', type: 'E', summary: '', detail: '' } as const;
  const refused = { kind: 'timeout', type: 'Timeout', summary: '' } as const;

  test.for([
    ['that of the alias', {}, alias, {}, '7'],
    ['that of the response', { functionVersion: '6' }, alias, {}, '6'],
    ['unknown with weights', {}, shared, {}, undefined],
    ['unknown without an alias', {}, undefined, {}, undefined],
    ['that of the alias if the function failed', {}, alias, { failure: failed }, '7'],
    ['unknown if it did not run', {}, alias, { failure: refused }, undefined],
  ] as const)('its version is %s', ([, metadata, alias, more, version]) => {
    const deployment = { codeChecksum: undefined, qualifier: 'live', alias };

    expect(withDeployment({ metadata, ...more }, deployment).metadata.functionVersion).toBe(
      version,
    );
  });

  test.for([
    ['the same code', '42', '42', undefined, 0],
    ['other code', '42', '43', undefined, 1],
    ['other code behind an alias', '42', '43', alias, 1],
    ['other code behind an alias with weights', '42', '43', shared, 0],
    ['code without a checksum', '42', undefined, undefined, 0],
    ['a deployment without one', undefined, '43', undefined, 0],
  ] as const)('a warning tells of other code: %s', ([, deployed, codeChecksum, alias, count]) => {
    const deployment = { codeChecksum: deployed, qualifier: 'live', alias };
    const before: Invocation = { metadata: { codeChecksum }, warnings: ['another'] };
    const { metadata, warnings = [] } = withDeployment(before, deployment);

    expect(metadata).toMatchObject({ codeChecksum, deployedCodeChecksum: deployed });
    expect(warnings.slice(0, 1)).toEqual(['another']);
    expect(warnings.slice(1)).toEqual(
      count === 0
        ? []
        : [
            "The code that responded is not the deployed code: its checksum is 43, the deployment's is 42.",
          ],
    );
  });
});
