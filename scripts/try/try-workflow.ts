import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionOptions, ActionResult } from '../../__tests__/runner/action';
import type { Machine } from '../workflow/machine';
import { runWorkflow } from '../workflow/run-workflow';
import { Scope, type Texts, type Values } from '../workflow/scope';
import { runScript } from '../workflow/script';
import { inputsOf, parseWorkflow, withDefaults } from '../workflow/workflow';
import type { Arguments } from './arguments';
import { githubContext } from './github';
import { Progress } from './progress';
import { checkOut, repositoryOf } from './workspace';

/** Where workflows are tried. */
export interface World {
  /** Where the emulator is, as its first line of output says. */
  readonly site: Values;
  readonly runAction: (options: ActionOptions) => Promise<ActionResult>;
  readonly print: (line: string) => void;
}

/**
 * Runs the steps of this action in a workflow file against an emulator, and prints what it leaves out.
 *
 * @returns whether no step failed
 * @throws Error in one sentence when that is not possible
 */
export async function tryWorkflow(given: Arguments, world: World): Promise<boolean> {
  const workflow = parseWorkflow(read(given.workflow), given.workflow);
  const progress = new Progress(world.print);
  const contexts = {
    github: githubContext(workflow),
    inputs: withDefaults(inputsOf(workflow), {}),
    runner: { os: 'Linux', temp: tmpdir() },
  };
  const scope = new Scope(contexts, { given: given.values, missing: () => '' });
  await runWorkflow(workflow, scope, { ...machine(given, world), listener: progress });
  world.print(`\n${progress.summary}`);
  return !progress.hasFailed;
}

function machine({ workflow, scripts }: Arguments, world: World): Machine {
  const repository = repositoryOf(workflow);
  return {
    readFile: (path) => read(join(repository, path)),
    checkOut: (workspace) => checkOut(repository, workspace),
    whyNot: ({ run }, inputs) => {
      if (run !== undefined) return scripts ? undefined : 'a script';
      const isElsewhere = /^https?:/i.test(inputs['http-trigger'] ?? '');
      return isElsewhere ? 'it calls a URL, not the emulator' : undefined;
    },
    runAction: async (inputs, env, workspace) => {
      const step = await world.runAction({
        inputs: { ...inputs, ...whereAndWho(inputs, world.site) },
        env: { ...env, ...jobVariables(world.site), GITHUB_WORKSPACE: workspace },
      });
      for (const { text } of step.log) world.print(text);
      const { exitCode, outputs } = step;
      step.dispose();
      return { isFailure: exitCode !== 0, outputs };
    },
    runScript: async (step, env, workspace) => {
      const { printed, ...ending } = await runScript(step, workspace, { ...process.env, ...env });
      if (printed !== '') world.print(printed.trimEnd());
      return ending;
    },
  };
}

/** @throws Error in one sentence */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`'${file}' cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}

/** The emulator in place of Alibaba Cloud; the kind of credentials is the step's. */
function whereAndWho(inputs: Texts, site: Values): Texts {
  const text = (name: string) => String(site[name]);
  const where = {
    region: inputs.region || text('region'),
    endpoint: text('endpoint'),
    'log-endpoint': text('logEndpoint'),
  };
  if (inputs['role-to-assume'] !== undefined) {
    return {
      ...where,
      'role-to-assume': text('roleToAssume'),
      'oidc-provider-arn': text('oidcProviderArn'),
      'sts-endpoint': text('stsEndpoint'),
    };
  }
  return {
    ...where,
    'access-key-id': text('accessKeyId'),
    'access-key-secret': text('accessKeySecret'),
    'security-token': '',
  };
}

function jobVariables(site: Values): Texts {
  const names = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  return Object.fromEntries(names.map((name) => [name, String(site[name])]));
}
