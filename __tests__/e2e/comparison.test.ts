import { describe } from 'vitest';
import { expect, test } from './scenario';
import { deployVersions, returning } from './versions';

const COMPARED = { 'compare-with': 'live' } as const;

describe('compare-with', () => {
  test('passes equal results, invoking each once', async ({ emulator, deploy, invoke }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      returning('{ a: 1, b: [1, 2] }'),
      returning('{ b: [1, 2], a: 1 }'),
    );
    const step = await invoke({ 'function-name': functionName, ...COMPARED });

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([]);
    expect(step.outputs).toMatchObject({ attempts: '1', differences: '0', 'error-type': '' });
    expect(step.stdout).toMatch(/\nBaseline live: Request ID 1-\S+, duration /);
    expect(step.stdout).toContain('✓ equals the baseline live');
    expect(emulator.executions(functionName)).toBe(2);
  });

  test('fails another result, and names each place with both values', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      returning("{ total: 29.7, items: [{ id: 1 }, { id: 2 }], note: 'x' }"),
      returning("{ total: 30, items: [{ id: 1 }, { id: '2' }], more: { a: 1, b: 2 } }"),
    );
    const step = await invoke({ 'function-name': functionName, ...COMPARED });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      attempts: '1',
      differences: '4',
      'error-type': 'ResultsDiffer',
      result: expect.stringContaining('"total":30'),
    });
    expect(step.stdout).toContain('✗ differs from the baseline live in 4 places:');
    for (const line of [
      "`items[1].id` is '2', in the baseline 2",
      '`more` is {"a":1,"b":2}, in the baseline no value',
      "`note` is no value, in the baseline 'x'",
      '`total` is 30, in the baseline 29.7',
    ]) {
      expect(step.stdout).toContain(line);
      expect(step.outputs['error-message']).toContain(line);
    }
    expect(step.summary).toContain('<td><code>items[1].id</code></td>');
    expect(emulator.executions(functionName)).toBe(3);
  });

  test('finds one field among noisy ones', async ({ emulator, deploy, invoke }) => {
    const source = (special: string) => `
      exports.handler = async () => {
        const result = Object.fromEntries(
          Array.from({ length: 2000 }, (_, index) => ['f' + index, index]),
        );
        for (let index = 0; index < 20; index++) result['noisy' + index] = Math.random();
        result.f1234 = ${special};
        return result;
      };`;
    const functionName = await deployVersions(emulator, deploy, source('1234'), source('1235'));
    const step = await invoke({ 'function-name': functionName, ...COMPARED });

    expect(step.outputs).toMatchObject({ differences: '1', 'error-type': 'ResultsDiffer' });
    expect(step.stdout).toContain('`f1234` is 1235, in the baseline 1234');
    expect(step.stdout).toContain('Not counted: 20 places where the baseline differs from itself:');
  });

  test('passes noise alone, with fields in it', async ({ emulator, deploy, invoke }) => {
    const source = returning('{ time: Math.random(), ok: true }');
    const functionName = await deployVersions(emulator, deploy, source, `${source}\n`);
    const step = await invoke({ 'function-name': functionName, ...COMPARED });

    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({ differences: '0', 'error-type': '' });
    expect(emulator.executions(functionName)).toBe(3);
  });

  test('does not invoke the baseline again for what is ignored', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      returning('{ meta: { at: 1 }, ok: true }'),
      returning('{ meta: { at: 2 }, ok: true }'),
    );
    const step = await invoke({
      'function-name': functionName,
      ...COMPARED,
      'compare-ignore': '# the time\nmeta.at\nresult.ok\nnothing',
    });

    expect(step.exitCode).toBe(0);
    expect(emulator.executions(functionName)).toBe(2);
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining('matches `nothing`'),
      expect.stringContaining('leave out the leading `result`'),
    ]);
  });

  test('cannot compare with a whole result that is noise', async ({ emulator, deploy, invoke }) => {
    const source = returning('String(Math.random())');
    const functionName = await deployVersions(emulator, deploy, source, `${source}\n`);
    const step = await invoke({ 'function-name': functionName, ...COMPARED, 'fail-on': 'none' });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ differences: '', 'error-type': 'BaselineError' });
  });

  test('does not invoke the candidate without a baseline', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(returning('1'));
    const step = await invoke({ 'function-name': functionName, 'compare-with': 'gone' });

    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      'error-type': 'BaselineError',
      'error-message': expect.stringMatching(
        /^The baseline gone cannot be obtained: .*alias 'gone'/,
      ),
      'request-id': expect.stringMatching(/^1-/),
      attempts: '0',
      differences: '',
    });
    expect(emulator.executions(functionName)).toBe(0);
  });

  test('is not attempted again with refused credentials, and says what to do', async ({
    emulator,
    deploy,
    invoke,
  }) => {
    const functionName = await deployVersions(emulator, deploy, returning('1'), returning('1 '));
    emulator.injectFault({ type: 'service-error', code: 'AccessDenied' });
    const step = await invoke({ 'function-name': functionName, ...COMPARED, attempts: '3' });

    expect(step.outputs).toMatchObject({ 'error-type': 'BaselineError', attempts: '0' });
    expect(step.annotations[0]?.message).toContain('"Action":"fc:InvokeFunction"');
    expect(emulator.requests).toHaveLength(1);
  });

  test('asks the baseline anew in each attempt', async ({ emulator, deploy, invoke }) => {
    const functionName = await deployVersions(emulator, deploy, returning('1'), returning('2'));
    const step = await invoke({ 'function-name': functionName, ...COMPARED, attempts: '2' });

    expect(step.outputs).toMatchObject({ 'error-type': 'ResultsDiffer', attempts: '2' });
    expect(emulator.executions(functionName)).toBe(6);
  });

  test('hides values, not paths, with show-result: false', async ({ emulator, deploy, invoke }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      returning("{ card: 'the-old-number' }"),
      returning("{ card: 'the-new-number' }"),
    );
    const step = await invoke({
      'function-name': functionName,
      ...COMPARED,
      'show-result': 'false',
      expect: "baseline.result.card == 'x'",
    });
    expect(step.stdout).toContain('`card` differs');
    expect(step.stdout + step.summary).not.toMatch(/the-(old|new)-number/);
  });

  test('warns of a version that is compared with itself', async ({ emulator, deploy, invoke }) => {
    const functionName = await deploy(returning('1'));
    const version = emulator.publishVersion(functionName);
    emulator.createAlias(functionName, 'live', version);
    const step = await invoke({ 'function-name': functionName, ...COMPARED, qualifier: version });

    expect(step.exitCode).toBe(0);
    expect(step.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('compared with itself') },
    ]);
  });

  test('lets expectations see both', async ({ emulator, deploy, invoke }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      returning('{ total: 10 }'),
      returning('{ total: 10, extra: 1 }'),
    );
    const step = await invoke({
      'function-name': functionName,
      ...COMPARED,
      'compare-ignore': 'extra',
      expect: "result.total == baseline.result.total\nbaseline.functionVersion == '1'",
    });
    expect(step.exitCode).toBe(0);
    expect(step.stdout).toContain('2 of 2 expectations passed');
  });

  test('compares each case', async ({ emulator, deploy, invoke }) => {
    const functionName = await deployVersions(
      emulator,
      deploy,
      'exports.handler = async (event) => event.length;',
      'exports.handler = async (event) => Math.min(event.length, 2);',
    );
    const step = await invoke(
      { 'function-name': functionName, ...COMPARED, cases: 'cases.yml', 'max-parallel': '2' },
      { workspaceFiles: { 'cases.yml': '[{ name: a, event: x }, { name: b, event: xyz }]' } },
    );
    expect(step.exitCode).toBe(1);
    expect(step.outputs.differences).toBe('');
    expect(JSON.parse(step.outputs.cases ?? '')).toMatchObject([
      { name: 'a', outcome: 'passed', differences: 0 },
      { name: 'b', outcome: 'failed', differences: 1, errorType: 'ResultsDiffer' },
    ]);
  });
});
