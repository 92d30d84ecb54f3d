/** What docs/cases.md shows of a run is what a run of its example leaves. */
import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';
import { blocksOf, stepsIn } from '../project/documents';
import type { ActionResult } from '../runner/action';
import { readStep, workspaceWith } from '../src/inputs/inputs-in-process';
import { expect, test as withEmulator } from './scenario';

const PAGE = 'docs/cases.md';

const PRICING = `
  const CENTS = { 'A-1': 990, 'B-2': 2450 };
  exports.handler = async (event) => {
    const { sku, quantity } = JSON.parse(event);
    if (quantity === undefined) throw new RangeError('no quantity');
    return { total: (CENTS[sku] * quantity) / 100, currency: 'CNY' };
  };`;

const [caseFile = '', step = '', notes = ''] = blocksOf(PAGE, 'yaml');

const test = withEmulator.extend<{ readonly run: ActionResult }>({
  run: async ({ emulator, invoke }, use) => {
    await emulator.deploy({ functionName: 'pricing', code: { 'index.js': PRICING } });
    const inputs = Object.entries(stepsIn(step)[0]?.with ?? {});
    const given = inputs.map(([name, value]) => [name, String(value)]);
    const run = await invoke(
      {
        ...Object.fromEntries(given),
        // In the order of the file.
        'max-parallel': '1',
        'access-key-id': '',
        'access-key-secret': '',
      },
      {
        workspaceFiles: { 'tests/pricing.yml': caseFile },
        env: {
          ALIBABA_CLOUD_ACCESS_KEY_ID: emulator.accessKey.accessKeyId,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: emulator.accessKey.accessKeySecret,
        },
      },
    );
    await use(run);
  },
});

/** Without what differs between two runs. */
function alike(text: string): string {
  return text
    .replace(/(?<= at )\S+(?=,)/, 'ENDPOINT')
    .replace(/(?<=Request ID )[\w-]+/g, 'ID')
    .replace(/[\d.]+(?= ms)/g, 'N')
    .replace(/(?<=memory )[\d.]+ of [\d.]+/g, 'N of N');
}

test('the log', ({ run }) => {
  const [page = ''] = blocksOf(PAGE, 'text');
  const lines = run.stdout
    .replace(/^::group::(.*)\n[\s\S]*?^::endgroup::$/gm, '▸ $1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('::'));

  expect(alike(lines.join('\n'))).toBe(alike(page.trim()));
});

test('an object of the output `cases`', ({ run }) => {
  const documented = JSON.parse(blocksOf(PAGE, 'json').at(-1) ?? '');
  const cases: Record<string, unknown>[] = JSON.parse(run.outputs.cases ?? '');

  const same = cases.find(({ name }) => name === documented.name) ?? {};
  expect(Object.keys(documented)).toEqual(Object.keys(same));
  const sizes = { requestId: '', durationMs: 0, latencyMs: 0, resultFile: '' };
  expect({ ...documented, ...sizes }).toEqual({ ...same, ...sizes });
});

test('the script that reads it', ({ run }) => {
  const [script] = stepsIn(blocksOf(PAGE, 'yaml').at(-1) ?? '');
  const env = { PATH: process.env.PATH, CASES: run.outputs.cases };

  const printed = execFileSync('bash', ['-c', script?.run ?? ''], { env, encoding: 'utf8' });
  expect(printed).toBe(
    [
      'discount from 10 on: The expectation failed: `result.total == `94.05``, but `result.total` is 99.\n',
      "gift wrapping: The expectation failed: `result.wrapping == 'paper'`, but `result.wrapping` is null.\n",
    ].join(''),
  );
});

test('the example has a case of every outcome but one', ({ run }) => {
  const outcomes = JSON.parse(run.outputs.cases ?? '').map(
    ({ outcome }: { outcome: string }) => outcome,
  );

  expect(parse(caseFile)).toHaveLength(outcomes.length);
  expect(new Set(outcomes)).toEqual(new Set(['passed', 'warned', 'failed', 'skipped']));
});

test('the events in the notes about YAML', async () => {
  const workspace = workspaceWith({ 'cases.yml': notes });
  const { inputs } = await readStep({ cases: 'cases.yml' }, { workspace });

  const order = '{"sku":"A-1","quantity":3}';
  expect(inputs?.plan.cases.map(({ request }) => String(request.payload))).toEqual([
    '{"country":"no","price":1.10,"id":12345678901234567890,"zip":"02134"}',
    '{"price": 1.10}',
    order,
    order,
  ]);
});
