import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Deployment, Emulator } from '../../emulator';
import { invoke as officialInvoke, sdkClient } from '../../emulator/clients/official-sdk';
import { proxyFor } from '../../src/http/proxy';
import { BROKEN, expect, FOLDER, HEALTHY, ORDERS, returns, TASK, test } from './recipe-scenario';
import { readWorkflow } from './workflow';

const SHOP = `
const { createServer } = require('node:http');
createServer((request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.url === '/health?deep=true') answer(200, { database: 'up' });
  else answer(422, { error: 'no items' });
}).listen(process.env.FC_SERVER_PORT);`;
const BROKEN_SHOP = SHOP.replace("'up'", "'down'").replace('422', '500');

/** The prices of cases/pricing.yml; each quote is made anew. */
const PRICING = `
exports.handler = async (event) => {
  const { sku, quantity } = JSON.parse(event);
  if (sku !== 'A-1') throw new RangeError('there is no ' + sku);
  const cents = Math.round(990 * quantity * (quantity < 10 ? 1 : 0.95));
  return { currency: 'CNY', total: cents / 100, quotedAt: performance.now() };
};`;

/** The prices of cases/checkout.yml. */
const CHECKOUT = `
const PRICES = { 'A-1': 9.9, 'B-2': 5 };
exports.handler = async (event) => {
  const { items } = JSON.parse(event);
  if (items.length === 0) throw new RangeError('the order is empty');
  const cents = items.map(({ sku, quantity }) => Math.round(PRICES[sku] * 100) * quantity);
  const total = cents.reduce((sum, each) => sum + each) / 100;
  return { items, total, delivery: total < 50 ? 4.9 : 0 };
};`;

interface Recipe {
  /** The functions that it invokes, with code that does as it should. */
  readonly functions: readonly (Omit<Deployment, 'code'> & { code: string; broken?: string })[];
  readonly prepare?: (emulator: Emulator) => unknown;
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
  /** What is checked out, and what is deployed before the recipe deploys that. */
  readonly deploys?: { readonly file: string; readonly before: string };
}

const RECIPES = {
  'deploy-and-smoke-test.yml': {
    functions: [{ functionName: 'orders', code: HEALTHY }],
    invocations: 1,
    deploys: { file: ORDERS, before: returns({ status: 'ok', code: 'old' }) },
  },
  'release-gate.yml': {
    promotes: true,
    functions: [
      {
        functionName: 'pricing',
        code: returns({ currency: 'CNY', total: 29.7, items: [{ sku: 'A-1' }] }),
      },
    ],
    prepare: (emulator) =>
      emulator.createAlias('pricing', 'live', emulator.publishVersion('pricing')),
    invocations: 2,
  },
  'canary-gate.yml': {
    promotes: true,
    // Three cases on both sides, and a hundred runs.
    executions: 106,
    functions: [{ functionName: 'pricing', code: PRICING }],
    files: ['cases/pricing.yml'],
    prepare: (emulator) =>
      emulator.createAlias('pricing', 'live', emulator.publishVersion('pricing')),
    invocations: 2,
    // Two cases fail, and the step; the third one's error is the same on both sides.
    annotations: ['error', 'error', 'error'],
  },
  'nightly.yml': {
    functions: [
      {
        functionName: 'clean-up',
        code: `exports.handler = async (event) => {
          const { triggerName, payload } = JSON.parse(event);
          if (triggerName !== 'nightly' || payload !== 'older-than=30d') throw new Error('odd');
          return { deleted: 3 };
        };`,
      },
    ],
    invocations: 1,
  },
  'database-migration.yml': {
    functions: [
      {
        functionName: 'migrate-database',
        code: `exports.handler = async (event) => {
          if (JSON.parse(event).target !== 'latest') throw new Error('odd');
        };`,
        ...TASK,
      },
    ],
    invocations: 1,
  },
  'regions-and-functions.yml': {
    functions: [
      { functionName: 'orders', code: HEALTHY },
      { functionName: 'pricing', code: HEALTHY },
    ],
    invocations: 4,
  },
  'cases.yml': {
    functions: [{ functionName: 'checkout', code: CHECKOUT }],
    files: ['cases/checkout.yml', 'cases/order.json'],
    // One of six cases is skipped.
    executions: 5,
    invocations: 1,
    // Four cases that block, one that does not, and the step.
    annotations: ['error', 'error', 'error', 'error', 'warning', 'error'],
  },
  'async-task.yml': {
    functions: [{ functionName: 'weekly-report', code: returns('done'), ...TASK }],
    invocations: 1,
  },
  'web-function.yml': {
    functions: [
      {
        functionName: 'shop',
        code: SHOP,
        broken: BROKEN_SHOP,
        customRuntimeConfig: { command: ['node', 'index.js'] },
      },
    ],
    prepare: (emulator) =>
      emulator.createTrigger('shop', { triggerName: 'http', authType: 'function' }),
    invocations: 2,
  },
  'fc-2.yml': {
    functions: [{ serviceName: 'shop', functionName: 'orders', code: HEALTHY }],
    prepare: (emulator) =>
      emulator.createServiceAlias('shop', 'live', emulator.publishServiceVersion('shop')),
    invocations: 1,
  },
  'keyless.yml': {
    functions: [{ functionName: 'hello', code: returns('Hello, world!') }],
    invocations: 1,
  },
  'nightly-task.yml': {
    functions: [{ functionName: 'settle-accounts', code: returns('done'), ...TASK }],
    invocations: 1,
  },
  'notify.yml': {
    functions: [{ functionName: 'orders', code: HEALTHY }],
    invocations: 1,
  },
  'pull-request-preview.yml': {
    functions: [{ functionName: 'orders-pr-12', code: HEALTHY }],
    invocations: 1,
    deploys: { file: ORDERS, before: returns({ status: 'ok', code: 'old' }) },
  },
  'reusable.yml': {
    functions: [{ functionName: 'orders', code: HEALTHY }],
    invocations: 1,
  },
  'smoke-test/action.yml': {
    functions: [{ functionName: 'orders', code: HEALTHY }],
    invocations: 1,
  },
  'vpc-runner.yml': {
    functions: [{ functionName: 'orders', code: HEALTHY }],
    invocations: 1,
  },
} satisfies Record<string, Recipe>;

test('every recipe is tried here', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[^/]+\.yml$|^[^/]+\/action\.yml$/.test(name));
  expect(Object.keys(RECIPES).sort()).toEqual(files.sort());
});

for (const [file, recipe] of Object.entries<Recipe>(RECIPES)) {
  test(`${file} passes with functions that work`, async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, recipe, ({ code }) => code);

    const { runs, jobs } = await runRecipe(file, { repository });

    expect(runs).toHaveLength(recipe.invocations);
    for (const { annotations, exitCode } of runs) {
      expect(exitCode).toBe(0);
      // A status that the recipe expects is not even a warning.
      expect(annotations).toEqual([]);
    }
    expect(Object.values(jobs).filter(({ result }) => result === 'failure')).toEqual([]);
    expect(emulator.executions()).toBe(recipe.executions ?? recipe.invocations);
    if (recipe.promotes) expect(await live(emulator)).toEqual({ versionId: '2', weights: {} });
  });

  test(`${file} fails with functions that do not`, async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, recipe, ({ broken = BROKEN }) => broken);

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
  const repository = await deploy(emulator, RECIPES[file], ({ code }) => code);

  const { runs } = await runRecipe(file, { repository });

  const { steps = [] } = readWorkflow(join(FOLDER, file)).jobs.test ?? {};
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
  const repository = await deploy(emulator, RECIPES[file], ({ code }) => code);
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
  await deploy(emulator, RECIPES[file], ({ code }) => code);
  // Right as LATEST, and wrong as a version: a mistake that only shows once it is promoted.
  const code = `exports.handler = async (event, context) => {
    const isRight = context.service.qualifier !== 'live';
    return { currency: 'CNY', total: isRight ? 29.7 : 0, items: [{ sku: 'A-1' }] };
  };`;
  await emulator.deploy({ functionName: 'pricing', code: { 'index.js': code } });

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
    const repository = await deploy(emulator, RECIPES[FILE], (each) => each.code);
    await emulator.deploy({ functionName: 'pricing', code: { 'index.js': code } });

    const { runs } = await runRecipe(FILE, { repository });

    expect(runs.map(({ outputs }) => outputs['error-type'])).toEqual([errorType]);
    expect((await live(emulator)).versionId).toBe('1');
    // Three cases on both sides, and the live version once more where they differ.
    expect(emulator.executions('pricing')).toBe(7);
  });

  test('promotes nothing that is slow', async ({ emulator, runRecipe }) => {
    const repository = await deploy(emulator, RECIPES[FILE], (each) => each.code);
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
      await deploy(emulator, RECIPES[file], () => code);

      const { jobs } = await runRecipe(file);

      expect(jobs[job]?.outputs?.[output]).toBe(expected);
      expect(Object.values(jobs)[0]?.result).toBe(ending);
    },
  );
});

describe('nightly-task.yml', () => {
  const FILE = 'nightly-task.yml';

  test('started twice, runs the task of the day once', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RECIPES[FILE], ({ code }) => code);

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
    await deploy(emulator, RECIPES[FILE], () => BROKEN);
    await runRecipe(FILE);
    await deploy(emulator, RECIPES[FILE], ({ code }) => code);

    const [same] = (await runRecipe(FILE)).runs;
    const [another] = (await runRecipe(FILE, { inputs: { suffix: '-2' } })).runs;

    expect(same?.outputs['error-type']).toBe('AsyncTaskFailed');
    expect(another?.outputs).toMatchObject({ 'error-type': '', 'async-task-status': 'Succeeded' });
    expect(another?.outputs['async-task-id']).toBe(`${same?.outputs['async-task-id']}-2`);
    expect(emulator.executions()).toBe(2);
  });

  test('hands the function the day of its ID', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RECIPES[FILE], ({ code }) => code);

    const { given, runs } = await runRecipe(FILE);

    const { date } = JSON.parse(given[0]?.inputs.event ?? '');
    expect(runs[0]?.outputs['async-task-id']).toBe(`nightly-${date}`);
  });
});

describe('vpc-runner.yml', () => {
  const FILE = 'vpc-runner.yml';

  test('leaves the VPC only for GitHub', async ({ emulator, runRecipe }) => {
    await deploy(emulator, RECIPES[FILE], ({ code }) => code);

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

/** @returns what a checkout finds */
async function deploy(
  emulator: Emulator,
  { functions, files = [], prepare, deploys }: Recipe,
  codeOf: (each: Recipe['functions'][number]) => string,
): Promise<Record<string, string>> {
  const repository = Object.fromEntries(
    files.map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
  );
  for (const each of functions) {
    const { code: _, broken: __, ...configuration } = each;
    if (deploys !== undefined) repository[deploys.file] = codeOf(each);
    const code = { 'index.js': deploys?.before ?? codeOf(each) };
    await emulator.deploy({ ...configuration, code });
  }
  await prepare?.(emulator);
  return repository;
}
