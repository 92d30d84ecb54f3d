import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Policy } from '../../emulator/identity/ram-policy';
import { callerIn } from '../project/documents';
import type { ActionOptions } from '../runner/action';
import type { Values } from './expressions';
import { test as base } from './keyless-scenario';
import { type StandIns, startStandIns } from './stand-ins';
import { readWorkflow, runWorkflow, type Workflow, type WorkflowRun } from './workflow';

export { expect } from './keyless-scenario';

export const FOLDER = 'examples';

/** What recipes check out: the code of the function that they deploy. */
export const ORDERS = 'functions/orders/index.js';

/** A handler that returns what recipes expect. */
export const returns = (value: unknown) =>
  `exports.handler = async () => (${JSON.stringify(value)});`;
export const HEALTHY = returns({ status: 'ok' });
export const BROKEN = "exports.handler = () => { throw new Error('broken on purpose'); };";

export const TASK = { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };

const EVERYTHING: Policy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['fc:*', 'log:*'], Resource: '*' }],
};

type Inputs = ActionOptions['inputs'];

interface RecipeRun extends WorkflowRun {
  /** What this action was given before it was told where FC, STS and Log Service are. */
  readonly given: readonly { readonly inputs: Inputs; readonly env: Inputs }[];
}

interface RecipeOptions {
  /** What a checkout finds. */
  readonly repository?: Readonly<Record<string, string>>;
  /** The event that started it; a push to the pull request by default. */
  readonly event?: object;
  /** Inputs with which a workflow is dispatched. */
  readonly inputs?: Inputs;
}

interface Recipes {
  readonly standIns: StandIns;
  /** Runs a recipe as it is, but for where FC, STS and Log Service are, and who is trusted there. */
  readonly runRecipe: (file: string, options?: RecipeOptions) => Promise<RecipeRun>;
}

export const test = base.extend<Recipes>({
  standIns: async ({ emulator }, use) => {
    const standIns = await startStandIns(emulator, ORDERS);
    await use(standIns);
    standIns.close();
  },
  runRecipe: async ({ emulator, startJob, invoke, standIns }, use) => {
    const { pullRequest, secrets } = standIns;
    const { world } = await startJob();
    world.changeRole({ policies: [EVERYTHING] });
    const { accessKeyId, accessKeySecret } = emulator.accessKey;
    const contexts = {
      secrets: {
        ALIYUN_ACCESS_KEY_ID: accessKeyId,
        ALIYUN_ACCESS_KEY_SECRET: accessKeySecret,
        ...secrets,
      },
      vars: {
        ALIYUN_ACCOUNT_ID: emulator.accountId,
        FC_ROLE_ARN: world.roleArn,
        FC_OIDC_PROVIDER_ARN: world.providerArn,
      },
    };
    const github = {
      repository: pullRequest.repository,
      server_url: 'https://github.com',
      run_id: '1658821493',
      run_attempt: '1',
      token: pullRequest.token,
    };
    const keyless = {
      'access-key-id': '',
      'access-key-secret': '',
      'role-to-assume': world.roleArn,
      'oidc-provider-arn': world.providerArn,
      'sts-endpoint': world.sts.endpoint,
    };
    await use(async (file, { repository = {}, event = pullRequest.event(), inputs = {} } = {}) => {
      const { workflow, called } = readRecipe(file);
      const given: { inputs: Inputs; env: Inputs }[] = [];
      const run = await runWorkflow(
        workflow,
        { ...contexts, github: { ...github, workflow: workflow.name, event } } satisfies Values,
        {
          repository: { ...repository, ...called },
          environment: { ...standIns.environment, GITHUB_REPOSITORY: github.repository },
          runAction: (asWritten, workspaceFiles, env) => {
            given.push({ inputs: asWritten, env });
            const isKeyless = asWritten['role-to-assume'] !== undefined;
            const there = {
              ...asWritten,
              endpoint: emulator.endpoint,
              'attempt-interval': '0',
              ...(asWritten['log-endpoint'] && { 'log-endpoint': emulator.endpoint }),
              ...(isKeyless && keyless),
            };
            const oidc = isKeyless ? world.oidc.environment : {};
            return invoke(there, { workspaceFiles, env: { ...env, ...oidc } });
          },
        },
        inputs,
      );
      return { ...run, given };
    });
  },
});

/**
 * The workflow in a file. For one that is called it is that which its comment shows; the file itself is
 * where that finds it.
 */
function readRecipe(file: string): { workflow: Workflow; called: Record<string, string> } {
  const path = `${FOLDER}/${file}`;
  const workflow = readWorkflow(path);
  const isAction = workflow.jobs === undefined;
  if (!isAction && workflow.on?.workflow_call === undefined) return { workflow, called: {} };
  const place = `.github/${isAction ? 'actions' : 'workflows'}/${file}`;
  return { workflow: parse(callerIn(path)), called: { [place]: readFileSync(path, 'utf8') } };
}
