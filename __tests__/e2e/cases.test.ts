import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { ActionResult } from '../runner/action';
import { expect, test } from './scenario';

/** A shop: multiplies, throws for an empty order, and says so in its log. */
const SHOP = `
  exports.handler = async (event) => {
    const { quantity, price = 10 } = JSON.parse(event.toString());
    console.log('quantity', quantity);
    if (quantity === undefined) throw new RangeError('empty order');
    return { total: quantity * price };
  };`;

/** The step's case file. */
function file(cases: string): { readonly workspaceFiles: Record<string, string> } {
  return { workspaceFiles: { 'tests/cases.yml': cases } };
}

const CASES = { cases: 'tests/cases.yml' } as const;

function casesOf(step: ActionResult): Record<string, unknown>[] {
  return JSON.parse(step.outputs.cases ?? '');
}

describe('all cases pass:', () => {
  const ALL = file(`
- name: one
  event: { quantity: 1 }
- name: two
  event: '{"quantity": 2}'
  expect: result.total == \`20\`
`);

  test('a line each, and nothing else to look at', async ({ deploy, invoke }) => {
    const step = await invoke({ 'function-name': await deploy(SHOP), ...CASES }, ALL);

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([]);
    expect(step.groups).toEqual([]);
    expect(step.stdout).toMatch(
      /, sync, 2 cases of tests\/cases\.yml, credentials from inputs\n✓ one \([\d.]+ ms\)\n✓ two \([\d.]+ ms\)\n2 of 2 cases passed\n/,
    );
  });

  test('outputs count them, and are empty for a single invocation', async ({ deploy, invoke }) => {
    const step = await invoke({ 'function-name': await deploy(SHOP), ...CASES }, ALL);

    const { cases: _, ...outputs } = step.outputs;
    const known = Object.entries(outputs).filter(([, value]) => value !== '');
    expect(Object.fromEntries(known)).toEqual({
      attempts: '2',
      'cases-passed': '2',
      'cases-failed': '0',
    });
    expect(casesOf(step)[1]).toEqual({
      name: 'two',
      outcome: 'passed',
      errorType: null,
      errorMessage: null,
      requestId: expect.stringMatching(/^1-/),
      statusCode: 200,
      durationMs: expect.any(Number),
      latencyMs: expect.any(Number),
      attempts: 1,
      differences: null,
      runs: null,
      resultFile: null,
    });
  });

  test('no result is left behind', async ({ deploy, invoke }) => {
    const step = await invoke({ 'function-name': await deploy(SHOP), ...CASES }, ALL);
    expect(readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'))).toEqual(
      [],
    );
  });

  test('with RUNNER_DEBUG=1 log and result are shown', async ({ deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(SHOP), ...CASES },
      { ...ALL, env: { RUNNER_DEBUG: '1' } },
    );
    expect(step.groups.map(({ title }) => title)).toEqual([
      'one: Function log',
      'one: Result',
      'two: Function log',
      'two: Result',
    ]);
    expect(step.stdout).toContain('::debug::one: Event: {"quantity":1}');
  });
});

describe('of cases that do not pass', () => {
  const MIXED = file(`
- name: right
  event: { quantity: 1 }
- name: may fail
  event: { quantity: 2 }
  blocking: false
  expect: result.total == \`21\`
- name: empty order
  event: {}
- name: not yet
  skip: waiting for prices
- name: wrong
  event: { quantity: 3 }
  expect: |
    # a comment
    result.total == \`31\`
`);

  test('each has a line, and log and result in groups', async ({ deploy, invoke }) => {
    const functionName = await deploy(SHOP);
    const step = await invoke({ 'function-name': functionName, ...CASES }, MIXED);

    expect(step.exitCode).toBe(1);
    const lines = step.stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^✓ right \(/),
        expect.stringMatching(/^⚠ may fail: .*`result\.total` is 20\.$/),
        `✗ empty order: Function ${functionName} failed: RangeError: empty order.`,
        '- not yet: skipped, waiting for prices',
        expect.stringMatching(/^✗ wrong: .*`result\.total` is 30\.$/),
        '2 of 5 cases passed, 2 failed, 1 only warned, 1 skipped',
      ]),
    );
    expect(step.groups.map(({ title }) => title)).toEqual([
      'may fail: Function log',
      'may fail: Result',
      'empty order: Function log',
      'empty order: Result',
      'wrong: Function log',
      'wrong: Result',
    ]);
  });

  test('each has an annotation at its line: failed ones first, then one of the step', async ({
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(SHOP);
    const { annotations } = await invoke({ 'function-name': functionName, ...CASES }, MIXED);

    const of = `${functionName} (LATEST) in cn-hangzhou`;
    expect(
      annotations.map(({ level, title, file: path, line }) => [level, title, path, line]),
    ).toEqual([
      ['error', `empty order: ${of}`, 'tests/cases.yml', 8],
      ['error', `wrong: ${of}`, 'tests/cases.yml', 12],
      ['warning', `may fail: ${of}`, 'tests/cases.yml', 4],
      ['error', of, undefined, undefined],
    ]);
    expect(annotations.at(-1)?.message).toBe(
      'UnhandledInvocationError: 2 of 5 cases failed: "empty order", "wrong".',
    );
  });

  test('the first that failed gives the outputs', async ({ deploy, invoke }) => {
    const step = await invoke({ 'function-name': await deploy(SHOP), ...CASES }, MIXED);

    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      'error-message': '2 of 5 cases failed: "empty order", "wrong".',
      result: expect.stringContaining('"errorType":"RangeError"'),
      attempts: '4',
      'cases-passed': '2',
      'cases-failed': '2',
    });
    const cases = casesOf(step);
    expect(cases.map(({ outcome }) => outcome)).toEqual([
      'passed',
      'warned',
      'failed',
      'skipped',
      'failed',
    ]);
    expect(cases[2]).toMatchObject({
      errorType: 'UnhandledInvocationError',
      resultFile: step.outputs['result-file'],
    });
    expect(cases[1]).toMatchObject({ errorType: 'ExpectationFailed', resultFile: null });
    expect(readFileSync(String(cases[4]?.resultFile), 'utf8')).toBe('{"total":30}');
    const folders = readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'));
    expect(folders).toHaveLength(2);
  });

  test('the summary has a row for each and the details of those', async ({ deploy, invoke }) => {
    const { summary } = await invoke({ 'function-name': await deploy(SHOP), ...CASES }, MIXED);

    expect(summary).toContain('2 of 5 cases passed, 2 failed, 1 only warned, 1 skipped</h3>');
    for (const row of [
      '✅&nbsp;passed</td><td>right</td>',
      '⚠️&nbsp;warning</td><td>may fail</td>',
      '❌&nbsp;failed</td><td>empty order</td>',
      '➖&nbsp;skipped</td><td>not yet</td><td>waiting for prices</td>',
      '❌&nbsp;failed</td><td>wrong</td>',
    ]) {
      expect(summary).toContain(row);
    }
    expect(summary.match(/<details><summary>[❌⚠].*?<\/summary>/gu)).toEqual([
      '<details><summary>⚠️&nbsp;warning: may fail</summary>',
      '<details><summary>❌&nbsp;failed: empty order</summary>',
      '<details><summary>❌&nbsp;failed: wrong</summary>',
    ]);
  });

  test('one that only warns passes the step, and gives the outputs', async ({ deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(SHOP), ...CASES },
      file(`
- name: right
  event: { quantity: 1 }
- { name: may fail, event: {}, blocking: false }
- { name: may fail too, event: {}, blocking: false }
`),
    );
    expect(step.exitCode).toBe(0);
    expect(step.annotations.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning']);
    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      'error-message': '2 of 3 cases failed without blocking: "may fail", "may fail too".',
      'cases-passed': '3',
      'cases-failed': '0',
    });
    expect(existsSync(step.outputs['result-file'] ?? '')).toBe(true);
    const folders = readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'));
    expect(folders).toHaveLength(1);
  });

  test('one that only warns may have no result', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(SHOP);
    emulator.injectFault({ type: 'delay', before: 'run', milliseconds: 0 });
    emulator.injectFault({ type: 'reset', when: 'after-run' });
    const step = await invoke(
      { 'function-name': functionName, ...CASES },
      file(`
- { name: may fail, event: {}, blocking: false }
- { name: may be lost, event: {}, blocking: false }
- { name: right, event: { quantity: 1 } }
`),
    );
    expect(step.exitCode).toBe(0);
    expect(casesOf(step)).toMatchObject([
      { outcome: 'warned', errorType: 'UnhandledInvocationError' },
      { outcome: 'warned', errorType: 'NetworkError' },
      { outcome: 'passed' },
    ]);
    expect(existsSync(step.outputs['result-file'] ?? '')).toBe(true);
  });

  test('eight at most are annotated', async ({ deploy, invoke }) => {
    const names = Array.from({ length: 12 }, (_, index) => `number ${index + 1}`);
    const cases = names.map((name) => ({ name, event: {} }));
    const step = await invoke(
      { 'function-name': await deploy(SHOP), ...CASES },
      file(JSON.stringify(cases)),
    );
    const titles = step.annotations.map(({ title }) => title?.split(':')[0]);
    expect(titles.slice(0, -1)).toEqual(names.slice(0, 8));
    expect(step.outputs['error-message']).toBe(
      `12 of 12 cases failed: ${names
        .slice(0, 10)
        .map((name) => `"${name}"`)
        .join(', ')} and 2 more.`,
    );
  });

  test('what fail-on excuses is not even a warning', async ({ deploy, invoke }) => {
    const step = await invoke(
      { 'function-name': await deploy(SHOP), ...CASES },
      file('- { name: a, event: {}, fail-on: none }'),
    );
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([]);
    expect(step.outputs['error-type']).toBe('');
    expect(casesOf(step)[0]).toMatchObject({
      outcome: 'passed',
      errorType: 'UnhandledInvocationError',
    });
  });

  test('show-result: false hides what they returned', async ({ deploy, invoke }) => {
    const functionName = await deploy(
      "exports.handler = async () => ({ token: 'the-result-itself' });",
    );
    const step = await invoke(
      {
        'function-name': functionName,
        ...CASES,
        'show-result': 'false',
        'junit-report': 'report.xml',
      },
      file("- { name: a, event: '', expect: \"result.token == 'x'\" }"),
    );
    const report = readFileSync(join(step.workspace, 'report.xml'), 'utf8');
    expect(step.stdout + step.summary + report).not.toContain('the-result-itself');
    expect(step.outputs.result).toContain('the-result-itself');
  });
});

describe('max-parallel', () => {
  /** Lets a call go on when as many as that wait; counts the most that waited at a time. */
  async function gate(size: number) {
    const waiting: (() => void)[] = [];
    let most = 0;
    const server = createServer((_, response) => {
      waiting.push(() => response.end());
      most = Math.max(most, waiting.length);
      if (waiting.length === size) for (const goOn of waiting.splice(0)) goOn();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return {
      url: `http://127.0.0.1:${port}`,
      most: () => most,
      close: () => server.close(),
    };
  }

  const names = Array.from({ length: 12 }, (_, index) => `number ${index}`);

  test('is how many run at a time; each runs once, and reports are in file order', async ({
    emulator,
    deploy,
    invoke,
    onTestFinished,
  }) => {
    const three = await gate(3);
    onTestFinished(() => void three.close());
    const functionName = await deploy(`
      exports.handler = async (event) => {
        await fetch(${JSON.stringify(three.url)});
        return event.toString();
      };`);
    const step = await invoke(
      { 'function-name': functionName, ...CASES, 'max-parallel': '3' },
      file(JSON.stringify(names.map((name) => ({ name, event: name })))),
    );
    expect(step.exitCode).toBe(0);
    expect(three.most()).toBe(3);
    expect(emulator.executions(functionName)).toBe(12);
    expect(casesOf(step).map(({ name }) => name)).toEqual(names);
  });

  test('1 is the default: one after the other', async ({ deploy, invoke, onTestFinished }) => {
    const one = await gate(1);
    onTestFinished(() => void one.close());
    const functionName = await deploy(
      `exports.handler = async () => { await fetch(${JSON.stringify(one.url)}); };`,
    );
    await invoke(
      { 'function-name': functionName, ...CASES },
      file(JSON.stringify(names.map((name) => ({ name })))),
    );
    expect(one.most()).toBe(1);
  });
});

test('each case has attempts of its own, and a line for each', async ({ deploy, invoke }) => {
  const functionName = await deploy(`
    let calls = 0;
    exports.handler = async () => ({ call: ++calls });`);
  const step = await invoke(
    { 'function-name': functionName, ...CASES, 'attempt-interval': '7' },
    file(`
- { name: first, event: '', expect: 'result.call == \`1\`' }
- { name: patient, event: '', expect: 'result.call == \`4\`', attempts: 3, attempt-interval: 1 }
`),
  );
  expect(step.exitCode).toBe(0);
  expect(step.stdout).toMatch(
    /✓ first .*\npatient: Attempt 1 of 3 failed: .* Next attempt in 1 s\npatient: Attempt 2 of 3 failed: .* Next attempt in 1 s\n✓ patient/,
  );
  expect(step.outputs.attempts).toBe('4');
  expect(casesOf(step).map(({ attempts }) => attempts)).toEqual([1, 3]);
});
