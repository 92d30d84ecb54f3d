import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Policy } from '../../emulator/identity/ram-policy';
import { runWorkflow, type WorkflowRun } from '../../scripts/workflow/run-workflow';
import { Scope } from '../../scripts/workflow/scope';
import { runScript } from '../../scripts/workflow/script';
import {
  inputsOf,
  parseWorkflow,
  type Workflow,
  withDefaults,
} from '../../scripts/workflow/workflow';
import { callerIn } from '../project/documents';
import type { ActionOptions, ActionResult } from '../runner/action';
import { test as base } from './keyless-scenario';
import { type StandIns, startStandIns } from './stand-ins';

export { expect } from './keyless-scenario';

export const FOLDER = 'examples';

/** Their files. */
export const RECIPES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /^[^/]+\.yml$|^[^/]+\/action\.yml$/.test(name))
  .sort();

/** What recipes check out: the code of the function that they deploy. */
export const ORDERS = 'functions/orders/index.js';

/** A handler that returns what recipes expect. */
export const HEALTHY = readFileSync(join(FOLDER, ORDERS), 'utf8');
export const BROKEN = "exports.handler = () => { throw new Error('broken on purpose'); };";

/** A handler that returns something else. */
export const returns = (value: unknown) =>
  `exports.handler = async () => (${JSON.stringify(value)});`;

const EVERYTHING: Policy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['fc:*', 'log:*'], Resource: '*' }],
};

type Inputs = ActionOptions['inputs'];

interface RecipeRun extends WorkflowRun {
  /** What this action was given before it was told where FC, STS and Log Service are. */
  readonly given: readonly { readonly inputs: Inputs; readonly env: Inputs }[];
  /** Every run of this action. */
  readonly runs: readonly ActionResult[];
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
      const runs: ActionResult[] = [];
      const files = { ...repository, ...called };
      const scope = new Scope(
        {
          ...contexts,
          github: { ...github, workflow: workflow.name, event },
          inputs: withDefaults(inputsOf(workflow), inputs),
        },
        { given: new Map(), missing: refuse },
      );
      const run = await runWorkflow(workflow, scope, {
        readFile: (path) => files[path.replace('./', '')] ?? '',
        checkOut: (workspace) => writeFiles(workspace, files),
        // What it installs is not ours to test.
        whyNot: ({ run: script }) => (script?.includes('npm ci') ? 'it installs' : undefined),
        runScript: async (step, env, workspace) => {
          const { PATH } = process.env;
          const variables = { PATH, GITHUB_REPOSITORY: github.repository };
          const all = { ...variables, ...standIns.environment, ...env };
          const { printed, ...ending } = await runScript(step, workspace, all);
          // No recipe expects that.
          if (ending.isFailure) throw new Error(printed);
          return ending;
        },
        runAction: async ({ inputs: asWritten, env, workspace, mayHaveIdToken }) => {
          given.push({ inputs: asWritten, env });
          const isKeyless = asWritten['role-to-assume'] !== undefined;
          const there = {
            ...asWritten,
            endpoint: emulator.endpoint,
            'attempt-interval': '0',
            ...(asWritten['log-endpoint'] && { 'log-endpoint': emulator.endpoint }),
            ...(isKeyless && keyless),
          };
          const oidc = isKeyless && mayHaveIdToken ? world.oidc.environment : {};
          const workspaceFiles = filesOf(workspace);
          const step = await invoke(there, { workspaceFiles, env: { ...env, ...oidc } });
          runs.push(step);
          return { isFailure: step.exitCode !== 0, outputs: step.outputs };
        },
      });
      return { ...run, given, runs };
    });
  },
});

/** GitHub takes a name that leads nowhere for an empty string; a recipe must not have one. */
function refuse(path: string): never {
  throw new Error(`\${{ ${path} }} has no value here.`);
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function filesOf(folder: string): Record<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

/**
 * The workflow in a file. For one that is called it is that which its comment shows; the file itself is
 * where that finds it.
 */
function readRecipe(file: string): { workflow: Workflow; called: Record<string, string> } {
  const path = `${FOLDER}/${file}`;
  const content = readFileSync(path, 'utf8');
  if (!/^on:\n {2}workflow_call:|^runs:/m.test(content)) {
    return { workflow: parseWorkflow(content, path), called: {} };
  }
  const place = `.github/${file.endsWith('/action.yml') ? 'actions' : 'workflows'}/${file}`;
  return { workflow: parseWorkflow(callerIn(path), path), called: { [place]: content } };
}
