import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Emulator } from '../../emulator';
import { invoke as officialInvoke, sdkClient } from '../../emulator/clients/official-sdk';
import { deployFolder } from '../../emulator/function-folders';
import { proxyFor } from '../../src/http/proxy';
import { stepsIn } from '../project/documents';
import { BROKEN, expect, FOLDER, HEALTHY, ORDERS, RECIPES, returns, test } from './recipe-scenario';
import { updateCode } from './stand-ins';

const FUNCTIONS = join(FOLDER, 'functions');

/** The code of a function that works. */
const codeOf = (folder: string) => readFileSync(join(FUNCTIONS, folder, 'index.js'), 'utf8');

const PRICING = codeOf('pricing');

/** Pages that say something else, with other statuses. */
const BROKEN_SHOP = codeOf('shop').replace("'up'", "'down'").replace('422', '500');

interface Recipe {
  /** The functions that it invokes. */
  readonly functions: readonly string[];
  /** The folders that hold them, if those have other names. */
  readonly folders?: readonly string[];
  /** Their code when they do not work; by default, {@link BROKEN}. */
  readonly broken?: string;
  /** How many steps there are to run, in all combinations of the matrix. */
  readonly invocations: number;
  /** How often the functions run in these steps, if not once in each. */
  readonly executions?: number;
  /** Whether it points the alias `live` of `pricing` to a new version. */
  readonly promotes?: boolean;
  /** Files beside the recipe that it checks out. */
  readonly files?: readonly string[];
  /** The annotations when its functions do not work; without it, one error. */
  readonly annotations?: readonly string[];
  /** Whether it deploys {@link ORDERS} as this function. */
  readonly deploys?: boolean;
}

const RUNS = {
  'deploy-and-smoke-test.yml': { functions: ['orders'], invocations: 1, deploys: true },
  'release-gate.yml': { functions: ['pricing'], invocations: 2, promotes: true },
  'canary-gate.yml': {
    functions: ['pricing'],
    files: ['cases/pricing.yml'],
    promotes: true,
    invocations: 2,
    // Three cases on both sides, and a hundred runs.
    executions: 106,
    // Three cases fail, and the step.
    annotations: ['error', 'error', 'error', 'error'],
  },
  'nightly.yml': { functions: ['clean-up'], invocations: 1 },
  'database-migration.yml': { functions: ['migrate-database'], invocations: 1 },
  'regions-and-functions.yml': { functions: ['orders', 'pricing'], invocations: 4 },
  'cases.yml': {
    functions: ['checkout'],
    files: ['cases/checkout.yml', 'cases/order.json'],
    // One of six cases is skipped.
    executions: 5,
    invocations: 1,
    // Four cases that block, one that does not, and the step.
    annotations: ['error', 'error', 'error', 'error', 'warning', 'error'],
  },
  'async-task.yml': { functions: ['weekly-report'], invocations: 1 },
  'web-function.yml': { functions: ['shop'], broken: BROKEN_SHOP, invocations: 2 },
  'fc-2.yml': { functions: ['shop$orders'], folders: ['shop-of-fc2'], invocations: 1 },
  'keyless.yml': { functions: ['hello'], invocations: 1 },
  'nightly-task.yml': { functions: ['settle-accounts'], invocations: 1 },
  'notify.yml': { functions: ['orders'], invocations: 1 },
  'pull-request-preview.yml': { functions: ['orders-pr-12'], invocations: 1, deploys: true },
  'reusable.yml': { functions: ['orders'], invocations: 1 },
  'smoke-test/action.yml': { functions: ['orders'], invocations: 1 },
  'vpc-runner.yml': { functions: ['orders'], invocations: 1 },
} satisfies Record<string, Recipe>;

test('every recipe is run here', () => {
  expect(Object.keys(RUNS).sort()).toEqual(RECIPES);
});

for (const [file, recipe] of Object.entries<Recipe>(RUNS)) {
  test(`${file} passes with functions that work`, async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, recipe);

    const { runs, jobs } = await runRecipe(file, { repository });

    expect(runs).toHaveLength(recipe.invocations);
    for (const { annotations, exitCode } of runs) {
      expect(exitCode).toBe(0);
      // A status that the recipe expects is not even a warning.
      expect(annotations).toEqual([]);
    }
    expect(Object.values(jobs).filter(({ result }) => result === 'failure')).toEqual([]);
    expect(emulator.executions()).toBe(recipe.executions ?? recipe.invocations);
    if (recipe.promotes) expect(await live(emulator)).toEqual({ versionId: '3', weights: {} });
  });

  test(`${file} fails with functions that do not`, async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, recipe, recipe.broken ?? BROKEN);

    const { runs, jobs } = await runRecipe(file, { repository });

    expect(runs).not.toEqual([]);
    for (const { exitCode, annotations } of runs) {
      expect(exitCode).toBe(1);
      expect(annotations.map(({ level }) => level)).toEqual(recipe.annotations ?? ['error']);
    }
    expect(Object.values(jobs)[0]?.result).toBe('failure');
    if (recipe.promotes) expect((await live(emulator)).versionId).toBe('1');
  });
}

/** What the alias `live` of `pricing` points to. */
async function live(emulator: Emulator) {
  const { body } = await sdkClient(emulator).getAlias('pricing', 'live');
  return { versionId: body?.versionId, weights: body?.additionalVersionWeight };
}

test('cases.yml writes the report that its last step reads', async ({ emulator, runRecipe }) => {
  const file = 'cases.yml';
  const repository = await deploy(emulator, RUNS[file]);

  const { runs } = await runRecipe(file, { repository });

  const steps = stepsIn(readFileSync(join(FOLDER, file), 'utf8'));
  const path = steps.at(-1)?.with?.report_paths;
  const report = readFileSync(join(runs[0]?.workspace ?? '', String(path)), 'utf8');
  expect(report).toContain('<testsuites name="checkout (LATEST) in cn-hangzhou" tests="6"');
});

const FAILED = { lastUpdateStatus: 'Failed', lastUpdateStatusReason: 'no such layer' } as const;

test('deploy-and-smoke-test.yml fails with an update that fails, though the old code works', async ({
  emulator,
  runRecipe,
}) => {
  const file = 'deploy-and-smoke-test.yml';
  const repository = await deploy(emulator, RUNS[file]);
  emulator.planUpdate('orders', FAILED);

  const { runs } = await runRecipe(file, { repository });

  expect(runs.map(({ outputs }) => outputs['error-type'])).toEqual(['UpdateFailed']);
  expect(emulator.executions()).toBe(0);
});

test('release-gate.yml rolls back a version that fails as live', async ({
  emulator,
  runRecipe,
}) => {
  const file = 'release-gate.yml';
  // Right as LATEST, and wrong as a version: a mistake that only shows once it is promoted.
  const code = PRICING.replace('async (event)', 'async (event, context)').replace(
    'cents / 100',
    "context.service.qualifier === 'live' ? 0 : cents / 100",
  );
  await deploy(emulator, RUNS[file], code);

  const { runs } = await runRecipe(file);

  const errorTypes = runs.map(({ outputs }) => outputs['error-type']);
  expect(errorTypes).toEqual(['', 'ExpectationFailed']);
  expect(await live(emulator)).toEqual({ versionId: '1', weights: {} });
  const served = await officialInvoke(emulator, 'pricing', { qualifier: 'live' });
  expect(served.headers['x-fc-invocation-service-version']).toBe('1');
});

describe('canary-gate.yml', () => {
  const FILE = 'canary-gate.yml';

  test.for([
    [
      'promotes no other price, and does not measure it',
      PRICING.replace('0.95', '0.9'),
      'ResultsDiffer',
    ],
    [
      'promotes nothing that refuses with another error',
      PRICING.replace('there is', 'we have'),
      'UnhandledInvocationError',
    ],
  ] as const)('%s', async ([, code, errorType], { emulator, runRecipe }) => {
    const repository = await deploy(emulator, RUNS[FILE], code);

    const { runs } = await runRecipe(FILE, { repository });

    expect(runs.map(({ outputs }) => outputs['error-type'])).toEqual([errorType]);
    expect((await live(emulator)).versionId).toBe('1');
    // Three cases on both sides, and the live version once more where they differ.
    expect(emulator.executions('pricing')).toBe(7);
  });

  test('promotes nothing that is slow', async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, RUNS[FILE]);
    const invocations = { operation: 'InvokeFunction', functionName: 'pricing' } as const;
    emulator.injectFault({
      ...invocations,
      type: 'delay',
      before: 'run',
      milliseconds: 0,
      times: 6,
    });
    // So says FC of six runs in a hundred.
    emulator.injectFault({
      ...invocations,
      type: 'headers',
      set: [['X-Fc-Invocation-Duration', '900']],
      times: 6,
    });

    const { runs } = await runRecipe(FILE, { repository });

    const errorTypes = runs.map(({ outputs }) => outputs['error-type']);
    expect(errorTypes).toEqual(['', 'ExpectationFailed']);
    expect((await live(emulator)).versionId).toBe('1');
  });
});

describe.each([
  ['reusable.yml', 'report', 'line'],
  ['smoke-test/action.yml', 'smoke-test', 'summary'],
] as const)('%s', (file, job, output) => {
  test.for([
    ['the result', HEALTHY, '{"status":"ok"}', 'success'],
    ['the type of an error', BROKEN, 'UnhandledInvocationError', 'failure'],
    ['a failed expectation', returns({ status: 'down' }), 'ExpectationFailed', 'failure'],
  ] as const)(
    'gives its caller %s',
    async ([, code, expected, ending], { emulator, runRecipe }) => {
      await deploy(emulator, RUNS[file], code);

      const { jobs } = await runRecipe(file);

      expect(jobs[job]?.outputs?.[output]).toBe(expected);
      expect(Object.values(jobs)[0]?.result).toBe(ending);
    },
  );
});

describe('nightly-task.yml', () => {
  const FILE = 'nightly-task.yml';

  test('started twice, runs the task of the day once', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RUNS[FILE]);

    const [first] = (await runRecipe(FILE)).runs;
    const [second] = (await runRecipe(FILE)).runs;

    expect(emulator.executions()).toBe(1);
    expect(first?.outputs['async-task-id']).toMatch(/^nightly-\d{4}-\d\d-\d\d$/);
    expect(second?.outputs).toMatchObject({
      'async-task-id': first?.outputs['async-task-id'],
      'async-task-status': 'Succeeded',
    });
    expect(second?.exitCode).toBe(0);
    // It says that it did not start the task.
    expect(second?.annotations.map(({ level }) => level)).toEqual(['warning']);
  });

  test('does not start a failed task again, unless it is told to', async ({
    emulator,
    runRecipe,
  }) => {
    await deploy(emulator, RUNS[FILE], BROKEN);
    await runRecipe(FILE);
    await updateCode(emulator, 'settle-accounts', codeOf('settle-accounts'));

    const [same] = (await runRecipe(FILE)).runs;
    const [another] = (await runRecipe(FILE, { inputs: { suffix: '-2' } })).runs;

    expect(same?.outputs['error-type']).toBe('AsyncTaskFailed');
    expect(another?.outputs).toMatchObject({ 'error-type': '', 'async-task-status': 'Succeeded' });
    expect(another?.outputs['async-task-id']).toBe(`${same?.outputs['async-task-id']}-2`);
    expect(emulator.executions()).toBe(2);
  });

  test('hands the function the day of its ID', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RUNS[FILE]);

    const { given, runs } = await runRecipe(FILE);

    const { date } = JSON.parse(given[0]?.inputs.event ?? '');
    expect(runs[0]?.outputs['async-task-id']).toBe(`nightly-${date}`);
  });
});

describe('vpc-runner.yml', () => {
  const FILE = 'vpc-runner.yml';

  test('leaves the VPC only for GitHub', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RUNS[FILE]);

    const { given } = await runRecipe(FILE);

    const { inputs = {}, env = {} } = given[0] ?? {};
    const hosts = [inputs.endpoint, inputs['sts-endpoint'], inputs['log-endpoint']];
    expect(hosts).toEqual([
      `${emulator.accountId}.cn-hangzhou-internal.fc.aliyuncs.com`,
      'sts-vpc.cn-hangzhou.aliyuncs.com',
      'cn-hangzhou-intranet.log.aliyuncs.com',
    ]);
    const variables = { ...env, https_proxy: 'http://proxy.example.com:3128' };
    const proxyTo = (host = '') => proxyFor(new URL(`https://${host}`), variables)?.host;
    expect(hosts.map(proxyTo)).toEqual([undefined, undefined, undefined]);
    expect(proxyTo('pipelines.actions.githubusercontent.com')).toBe('proxy.example.com:3128');
  });

  test('shows the whole log of a function that fails', async ({ emulator, runRecipe }) => {
    const code = `exports.handler = async () => {
      for (let line = 1; line <= 500; line++) console.log('line ' + line);
      throw new Error('broken on purpose');
    };`;
    const logConfig = { project: 'shop-logs', logstore: 'function-log' };
    await emulator.deploy({ functionName: 'orders', code: { 'index.js': code }, logConfig });

    const { runs } = await runRecipe(FILE);

    const log = readFileSync(runs[0]?.outputs['logs-file'] ?? '', 'utf8');
    expect(log).toContain('line 1\n');
    expect(log).toContain('line 500\n');
  });
});

/**
 * Deploys the functions of a recipe, with other code if that is given.
 *
 * @returns what a checkout finds
 */
async function deploy(
  emulator: Emulator,
  { functions, folders = functions, files = [], deploys = false }: Recipe,
  code?: string,
): Promise<Record<string, string>> {
  await deployFolder(emulator, FUNCTIONS, folders);
  const repository = Object.fromEntries(
    files.map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
  );
  if (deploys) return { ...repository, [ORDERS]: code ?? HEALTHY };
  if (code !== undefined) {
    for (const name of functions) await updateCode(emulator, name, code);
  }
  return repository;
}
