import { readdirSync } from 'node:fs';
import { describe } from 'vitest';
import { expect, test } from './scenario';

/** Counts its calls over all instances, which share the test's process. */
const counting = (body: string) => `
  const counter = (globalThis.__calls ??= new Map());
  exports.handler = async (event) => {
    const call = (counter.get(__filename) ?? 0) + 1;
    counter.set(__filename, call);
    ${body}
  };`;

describe('repeat', () => {
  test('judges all runs together, and tells their figures', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deploy("exports.handler = async () => ({ status: 'ok' });");
    const step = await invoke({
      'function-name': functionName,
      repeat: '20',
      'max-parallel': '5',
      expect: "result.status == 'ok'\nruns.errorRate == `0`\nruns.latencyMs.p95 < `60000`",
    });

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([]);
    expect(emulator.executions(functionName)).toBe(20);
    expect(step.outputs).toMatchObject({ attempts: '20', result: '{"status":"ok"}' });
    const runs = JSON.parse(step.outputs.runs ?? '');
    expect(runs).toMatchObject({
      count: 20,
      errors: 0,
      errorRate: 0,
      latencyMs: { p95: expect.any(Number), p99: null },
    });
    expect(step.stdout).toContain('\n20 of 20 runs, 0 failed\n');
    expect(step.stdout.match(/\d+ of 20 runs, 0 failed/g)).toHaveLength(10);
    expect(step.stdout).toContain('3 of 3 expectations passed');
    expect(step.summary).toContain('Slowest requests');
    const folders = readdirSync(step.tempFolder).filter((name) => name.startsWith('fc-invoke-'));
    expect(folders).toHaveLength(1);
  });

  test('fails if one run does, and shows the first three', async ({ deploy, invoke }) => {
    const functionName = await deploy(
      "exports.handler = async (event) => { throw new Error('broken'); };",
    );
    const step = await invoke({ 'function-name': functionName, repeat: '5' });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      'error-message': expect.stringMatching(/^5 of 5 runs failed, the first: .*broken\.$/),
      attempts: '5',
    });
    expect(step.groups.map(({ title }) => title)).toEqual(
      [1, 2, 3].flatMap((run) => [
        `Run ${run} of 5, failed: log`,
        `Run ${run} of 5, failed: result`,
      ]),
    );
    expect(step.stdout.match(/\d of 5 runs, \d failed/g)).toHaveLength(5);
  });

  test('a run that does not meet an expectation fails, and is no error', async ({
    deploy,
    invoke,
  }) => {
    const functionName = await deploy(counting('return call;'));
    const step = await invoke({
      'function-name': functionName,
      repeat: '3',
      expect: 'result != `2`\nruns.errors == `0`',
    });
    expect(step.outputs).toMatchObject({
      'error-type': 'ExpectationFailed',
      result: '2',
      runs: expect.stringContaining('"errors":0'),
    });
  });

  test('with errorRate an error does not fail the step by itself', async ({ deploy, invoke }) => {
    const functionName = await deploy(
      counting("if (call === 2) throw new Error('once'); return call;"),
    );
    const step = await invoke({
      'function-name': functionName,
      repeat: '10',
      expect: 'runs.errorRate < `0.2`\nresult > `0`',
    });
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({
      'error-type': 'UnhandledInvocationError',
      result: expect.stringContaining('once'),
    });
    expect(step.annotations).toEqual([]);
  });

  test('without a run free of error the step fails', async ({ deploy, invoke }) => {
    const functionName = await deploy("exports.handler = async () => { throw new Error('x'); };");
    const step = await invoke({
      'function-name': functionName,
      repeat: '2',
      'fail-on': 'none',
      expect: 'runs.errors <= `2`',
    });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['error-type']).toBe('UnhandledInvocationError');
  });

  test('refused credentials end everything at once', async ({ emulator, invoke }) => {
    const step = await invoke({
      'function-name': 'f',
      repeat: '100',
      'access-key-secret': 'a-secret-that-is-wrong',
      expect: 'runs.errorRate <= `1`',
    });
    expect(step.exitCode).toBe(1);
    expect(emulator.requests).toHaveLength(1);
  });

  test('with cases each is repeated', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy('exports.handler = async (event) => event.toString();');
    const step = await invoke(
      { 'function-name': functionName, repeat: '4', 'max-parallel': '2', cases: 'cases.yml' },
      {
        workspaceFiles: {
          'cases.yml': `
- { name: a, event: a, expect: "runs.count == \`4\`" }
- { name: b, event: b, expect: "result == 'a'" }`,
        },
      },
    );
    expect(step.exitCode).toBe(1);
    expect(emulator.executions(functionName)).toBe(8);
    expect(step.outputs).toMatchObject({ attempts: '8', runs: '' });
    expect(JSON.parse(step.outputs.cases ?? '')).toMatchObject([
      { outcome: 'passed', attempts: 4, runs: { count: 4 } },
      { outcome: 'failed', attempts: 4, runs: { count: 4 }, errorType: 'ExpectationFailed' },
    ]);
  });

  test.for([
    ['runs.latencyMs.p95 < `800`', '10', 'needs at least 20 runs, but `repeat` is 10'],
    ['runs.count == `1`', '1', 'can only be used with `repeat` above 1'],
    ["runs.count == `2` && result == 'a'", '2', 'judged once'],
  ] as const)(
    '%s with repeat: %s is an input error',
    async ([text, repeat, problem], { invoke }) => {
      const step = await invoke({ 'function-name': 'f', repeat, expect: text });
      expect(step.outputs['error-type']).toBe('InvalidInput');
      expect(step.outputs['error-message']).toContain(problem);
    },
  );
});
