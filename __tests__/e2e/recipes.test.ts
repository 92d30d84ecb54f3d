import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Deployment, Emulator } from '../../emulator';
import { invoke as officialInvoke, sdkClient } from '../../emulator/clients/official-sdk';
import type { Policy } from '../../emulator/identity/ram-policy';
import type { ActionOptions, ActionResult } from '../runner/action';
import { expect, type KeylessJob, test } from './keyless-scenario';
import { startStandIns } from './stand-ins';
import { readWorkflow, runWorkflow } from './workflow';

const FOLDER = 'examples';

/** Handlers that answer as the recipes expect. */
const answers = (value: unknown) => `exports.handler = async () => (${JSON.stringify(value)});`;
const HEALTHY = answers({ status: 'ok' });
const BROKEN = "exports.handler = () => { throw new Error('broken on purpose'); };";

/** What a recipe checks out: the code of the function that it deploys. */
const ORDERS = 'functions/orders/index.js';

const TASK = { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };

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

const EVERYTHING: Policy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'fc:*', Resource: '*' }],
};

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

type Inputs = ActionOptions['inputs'];
type Options = Omit<ActionOptions, 'inputs'>;

interface Recipe {
  /** The functions that it invokes, with code that does as it should. */
  readonly functions: readonly (Omit<Deployment, 'code'> & { code: string; broken?: string })[];
  readonly prepare?: (emulator: Emulator) => unknown;
  /** How many steps there are to run, in all combinations of the matrix. */
  readonly invocations: number;
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
    deploys: { file: ORDERS, before: answers({ status: 'ok', code: 'old' }) },
  },
  'release-gate.yml': {
    functions: [
      {
        functionName: 'pricing',
        code: answers({ currency: 'CNY', total: 29.7, items: [{ sku: 'A-1' }] }),
      },
    ],
    prepare: (emulator) =>
      emulator.createAlias('pricing', 'live', emulator.publishVersion('pricing')),
    invocations: 2,
  },
  'canary-gate.yml': {
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
    invocations: 1,
    // Four cases that block, one that does not, and the step.
    annotations: ['error', 'error', 'error', 'error', 'warning', 'error'],
  },
  'async-task.yml': {
    functions: [{ functionName: 'weekly-report', code: answers('done'), ...TASK }],
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
    functions: [{ functionName: 'hello', code: answers('Hello, world!') }],
    invocations: 1,
  },
} satisfies Record<string, Recipe>;

test('every recipe is tried here', () => {
  const recipes = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));
  expect(Object.keys(RECIPES).sort()).toEqual(recipes.sort());
});

for (const [file, recipe] of Object.entries<Recipe>(RECIPES)) {
  test(`${file} passes with functions that work`, async ({ emulator, startJob, invoke }) => {
    const repository = await deploy(emulator, recipe, ({ code }) => code);

    const steps = await runRecipe(file, emulator, await startJob(), invoke, repository);

    expect(steps).toHaveLength(recipe.invocations);
    for (const { annotations, exitCode } of steps) {
      expect(exitCode).toBe(0);
      // A status that the recipe expects is not even a warning.
      expect(annotations).toEqual([]);
    }
  });

  test(`${file} fails with functions that do not`, async ({ emulator, startJob, invoke }) => {
    const repository = await deploy(emulator, recipe, ({ broken = BROKEN }) => broken);

    const steps = await runRecipe(file, emulator, await startJob(), invoke, repository);

    expect(steps).not.toEqual([]);
    for (const { exitCode, annotations } of steps) {
      expect(exitCode).toBe(1);
      expect(annotations.map(({ level }) => level)).toEqual(recipe.annotations ?? ['error']);
    }
  });
}

test('cases.yml writes the report that its last step reads', async ({
  emulator,
  startJob,
  invoke,
}) => {
  const file = 'cases.yml';
  const repository = await deploy(emulator, RECIPES[file], ({ code }) => code);

  const [step] = await runRecipe(file, emulator, await startJob(), invoke, repository);

  const { steps } = readWorkflow(join(FOLDER, file)).jobs.test ?? { steps: [] };
  const path = steps.at(-1)?.with?.report_paths;
  const report = readFileSync(join(step?.workspace ?? '', String(path)), 'utf8');
  expect(report).toContain('<testsuites name="checkout (LATEST) in cn-hangzhou" tests="6"');
});

const FAILED = { lastUpdateStatus: 'Failed', lastUpdateStatusReason: 'no such layer' } as const;

test('deploy-and-smoke-test.yml fails with an update that fails, though the old code works', async ({
  emulator,
  startJob,
  invoke,
}) => {
  const file = 'deploy-and-smoke-test.yml';
  const repository = await deploy(emulator, RECIPES[file], ({ code }) => code);
  emulator.planUpdate('orders', FAILED);

  const steps = await runRecipe(file, emulator, await startJob(), invoke, repository);

  expect(steps.map(({ outputs }) => outputs['error-type'])).toEqual(['UpdateFailed']);
  expect(emulator.executions()).toBe(0);
});

describe('release-gate.yml', () => {
  const PRICE = { currency: 'CNY', total: 29.7, items: [{ sku: 'A-1' }] };
  const NEW = answers({ ...PRICE, code: 'new' });
  /** Right as LATEST, and wrong as a version: a mistake that only shows once it is promoted. */
  const RIGHT_UNTIL_PROMOTED = `exports.handler = async (event, context) => {
    const isRight = context.service.qualifier !== 'live';
    return { ...${JSON.stringify(PRICE)}, total: isRight ? 29.7 : 0 };
  };`;

  test.for([
    ['promotes a version that works', NEW, '2', ['', '']],
    ['rolls back one that fails as live', RIGHT_UNTIL_PROMOTED, '1', ['', 'ExpectationFailed']],
    ['promotes nothing that fails before', BROKEN, '1', ['UnhandledInvocationError']],
  ] as const)('%s', async ([, code, live, errorTypes], { emulator, startJob, invoke }) => {
    await deploy(emulator, RECIPES['release-gate.yml'], ({ code }) => code);
    emulator.createAlias('pricing', 'live', '1', {});
    await emulator.deploy({ functionName: 'pricing', code: { 'index.js': code } });

    const steps = await runRecipe('release-gate.yml', emulator, await startJob(), invoke, {});

    expect(steps.map(({ outputs }) => outputs['error-type'])).toEqual(errorTypes);
    const { body } = await sdkClient(emulator).getAlias('pricing', 'live');
    expect(body).toMatchObject({ versionId: live, additionalVersionWeight: {} });
    const served = await officialInvoke(emulator, 'pricing', { qualifier: 'live' });
    expect(served.headers['x-fc-invocation-service-version']).toBe(live);
  });
});

describe('canary-gate.yml', () => {
  const FILE = 'canary-gate.yml';

  /** Runs the recipe with new code, where version 1 is live. */
  async function release(
    code: string,
    emulator: Emulator,
    startJob: () => Promise<KeylessJob>,
    invoke: (inputs: Inputs, options: Options) => Promise<ActionResult>,
  ) {
    const repository = await deploy(emulator, RECIPES[FILE], (each) => each.code);
    await emulator.deploy({ functionName: 'pricing', code: { 'index.js': code } });
    const steps = await runRecipe(FILE, emulator, await startJob(), invoke, repository);
    const { body } = await sdkClient(emulator).getAlias('pricing', 'live');
    return { errorTypes: steps.map(({ outputs }) => outputs['error-type']), live: body?.versionId };
  }

  test.for([
    ['promotes a version that returns the same', `${PRICING}//`, ['', ''], '2', 106],
    [
      'promotes no other price, and does not measure it',
      PRICING.replace('0.95', '0.9'),
      ['ResultsDiffer'],
      '1',
      7,
    ],
    [
      'promotes nothing that refuses with another error',
      PRICING.replace('there is', 'we have'),
      ['UnhandledInvocationError'],
      '1',
      7,
    ],
  ] as const)(
    '%s',
    async ([, code, errorTypes, live, executions], { emulator, startJob, invoke }) => {
      const ending = await release(code, emulator, startJob, invoke);
      expect(ending).toEqual({ errorTypes, live });
      expect(emulator.executions('pricing')).toBe(executions);
    },
  );

  test('promotes nothing that is slow', async ({ emulator, startJob, invoke }) => {
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
    expect(await release(`${PRICING}//`, emulator, startJob, invoke)).toEqual({
      errorTypes: ['', 'ExpectationFailed'],
      live: '1',
    });
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

/** Runs a recipe as it is, but for where FC and STS are, and who is trusted there. */
async function runRecipe(
  file: string,
  emulator: Emulator,
  { world }: KeylessJob,
  invoke: (inputs: Inputs, options: Options) => Promise<ActionResult>,
  repository: Readonly<Record<string, string>>,
): Promise<ActionResult[]> {
  world.changeRole({ policies: [EVERYTHING] });
  const { accessKeyId, accessKeySecret } = emulator.accessKey;
  const contexts = {
    secrets: { ALIYUN_ACCESS_KEY_ID: accessKeyId, ALIYUN_ACCESS_KEY_SECRET: accessKeySecret },
    vars: {
      ALIYUN_ACCOUNT_ID: emulator.accountId,
      FC_ROLE_ARN: world.roleArn,
      FC_OIDC_PROVIDER_ARN: world.providerArn,
    },
    github: { run_id: '1658821493', run_attempt: '1' },
    inputs: { target: 'latest' },
  };
  const workflow = readWorkflow(`${FOLDER}/${file}`);
  const standIns = await startStandIns(emulator, { orders: ORDERS });
  const runAction = (inputs: Inputs, workspaceFiles: NonNullable<Options['workspaceFiles']>) => {
    const elsewhere = { endpoint: emulator.endpoint, 'attempt-interval': '0' };
    if (inputs['role-to-assume'] === undefined) {
      return invoke({ ...inputs, ...elsewhere }, { workspaceFiles });
    }
    const keyless = {
      'access-key-id': '',
      'access-key-secret': '',
      'role-to-assume': world.roleArn,
      'oidc-provider-arn': world.providerArn,
      'sts-endpoint': world.sts.endpoint,
    };
    const env = world.oidc.environment;
    return invoke({ ...inputs, ...elsewhere, ...keyless }, { workspaceFiles, env });
  };
  try {
    return await runWorkflow(workflow, contexts, repository, runAction, standIns.environment);
  } finally {
    standIns.close();
  }
}
