/**
 * Hostile texts through whole steps, in every place that somebody else fills.
 * Each run takes a text for every place; the fixture refuses any command that is not the action's
 * own, and searches for secrets.
 */
import fc from 'fast-check';
import { OUTPUT_NAMES } from '../../src/runner/action-metadata';
import { CORPUS, hostileBytes, hostileHeader, hostileText, MARKER } from '../hostile/texts';
import type { ActionResult } from '../runner/action';
import { expect, test } from './scenario';

const RUNS = 6;
/** FC's log tail has 4 KB; a header that is much longer than that does not arrive at all. */
const MAX_LOG_BYTES = 32 * 1024;

const corpusTexts = CORPUS.filter((text) => text.length < MAX_LOG_BYTES);
/** In the names of the tests, so that a failure can be had again. */
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);
let used = 0;

/** Hands out each text once. */
function supply<T>(texts: readonly T[]): () => T {
  const rest = texts.values();
  return () => {
    const { value, done } = rest.next();
    if (done) throw new Error('There are not enough texts.');
    used++;
    return value;
  };
}

const nextHeader = supply(fc.sample(hostileHeader, { seed, numRuns: 300 }));
const nextBytes = supply(fc.sample(hostileBytes, { seed, numRuns: 50 }));
const generated = fc.sample(hostileText, { seed, numRuns: 200 });
const nextText = supply(
  generated.flatMap((text, index) =>
    [text, corpusTexts[index]].filter((each) => each !== undefined),
  ),
);

const OPTIONS = { foreignText: [MARKER], env: { RUNNER_DEBUG: '1' } };
const runs = Array.from({ length: RUNS }, (_, index) => `${index + 1}, seed ${seed}`);

function fcHeaders() {
  return [
    ['X-Fc-Request-Id', nextHeader()],
    ['X-Fc-Instance-Id', nextHeader()],
    ['X-Fc-Code-Checksum', nextHeader()],
    ['X-Fc-Invocation-Service-Version', nextHeader()],
    ['X-Fc-Invocation-Duration', nextHeader()],
    ['X-Fc-Max-Memory-Usage', nextHeader()],
    ['X-Anything', nextHeader()],
  ] as const;
}

function assertHarmless(step: ActionResult, errors: 0 | 1): void {
  expect(step.exitCode).toBe(errors);
  expect(step.annotations.filter(({ level }) => level === 'error')).toHaveLength(errors);
  expect(step.stillStopped).toBe(false);
  expect(step.stderr).toBe('');
  expect(Object.keys(step.outputs)).toEqual([...OUTPUT_NAMES]);
  const { result, logs, ...others } = step.outputs;
  expect(Object.values(others).join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
}

test.concurrent.for(runs)(
  'log, result and headers (%s)',
  async (_, { emulator, deploy, invoke }) => {
    const functionName = await deploy("exports.handler = async () => '';");
    emulator.injectFault(
      { type: 'log', text: nextBytes() },
      { type: 'body', body: nextText() },
      { type: 'headers', set: fcHeaders(), reason: nextHeader() },
    );

    assertHarmless(await invoke({ 'function-name': functionName }, OPTIONS), 0);
  },
);

test.concurrent.for(runs)(
  'a function’s error and headers (%s)',
  async (_, { emulator, deploy, invoke }) => {
    const functionName = await deploy("exports.handler = async () => '';");
    const body = {
      errorMessage: nextText(),
      errorType: nextText(),
      stackTrace: [nextText(), `    at f (/code/index.js:1:1)${nextText()}`],
    };
    emulator.injectFault(
      { type: 'log', text: nextBytes() },
      { type: 'body', body: JSON.stringify(body) },
      { type: 'headers', set: [...fcHeaders(), ['X-Fc-Error-Type', `E${nextHeader()}`]] },
    );

    const step = await invoke(
      { 'function-name': functionName, 'source-path': '.' },
      { ...OPTIONS, workspaceFiles: { 'index.js': '// x\n' } },
    );

    assertHarmless(step, 1);
  },
);

test.concurrent.for(runs)('a service error (%s)', async (_, { emulator, invoke }) => {
  emulator.injectFault({
    type: 'respond',
    status: 400,
    reason: nextHeader(),
    headers: fcHeaders().slice(1),
    body: JSON.stringify({ Code: nextText(), Message: nextText(), RequestId: nextText() }),
  });

  assertHarmless(await invoke({ 'function-name': 'f' }, OPTIONS), 1);
});

test.concurrent.for(runs)('an awaited task (%s)', async (_, { emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => '';", {
    asyncInvokeConfig: { asyncTask: true },
  });
  const task = (status: string) => ({
    status,
    taskErrorMessage: nextText(),
    requestId: nextText(),
    instanceId: nextText(),
    returnPayload: nextText(),
    events: [{ eventDetail: JSON.stringify({ logTail: nextText() }) }],
  });
  for (const status of [nextText(), 'Failed']) {
    const body = JSON.stringify(task(status));
    emulator.injectFault({ type: 'respond', status: 200, body, operation: 'GetAsyncTask' });
  }

  const step = await invoke(
    { 'function-name': functionName, 'invocation-type': 'async', wait: 'true' },
    OPTIONS,
  );

  assertHarmless(step, 1);
});

test.concurrent.for(runs)('an HTTP trigger (%s)', async (_, { emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => '';");
  const { http } = await emulator.createTrigger(functionName, {
    triggerName: 'web',
    authType: 'anonymous',
  });
  emulator.injectFault({
    type: 'respond',
    status: 500,
    reason: nextHeader(),
    headers: fcHeaders(),
    body: nextText(),
  });

  const inputs = { 'function-name': functionName, 'http-trigger': http?.urlInternet ?? '' };
  assertHarmless(await invoke(inputs, OPTIONS), 1);
});

test.concurrent.for(runs)('the names of triggers (%s)', async (_, { emulator, invoke }) => {
  const trigger = () => ({ triggerType: 'http', triggerName: nextText(), qualifier: nextText() });
  emulator.injectFault({
    type: 'respond',
    status: 200,
    body: JSON.stringify({ triggers: [trigger(), trigger()] }),
    operation: 'ListTriggers',
  });

  assertHarmless(await invoke({ 'function-name': 'f', 'http-trigger': 'true' }, OPTIONS), 1);
});

test('lines of a megabyte', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => '';");
  for (const body of CORPUS.filter((text) => text.length >= MAX_LOG_BYTES)) {
    emulator.injectFault({ type: 'body', body });
    assertHarmless(await invoke({ 'function-name': functionName }, OPTIONS), 0);
  }
});

test('at least 300 texts were used', () => {
  expect(used).toBeGreaterThanOrEqual(300);
});
