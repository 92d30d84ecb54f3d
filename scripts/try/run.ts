/**
 * `npm run try -- WORKFLOW …`: runs the steps of this action in a workflow file against an emulator,
 * see `HELP`. What runs is the bundle in `dist`, as the runner starts it.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAction } from '../../__tests__/runner/action';
import { serve } from '../../emulator/cli/serve';
import { type Arguments, HELP, readArguments, USAGE } from './arguments';
import { type Machine, runJobs } from './jobs';
import { Expressions, inputDefaults, readWorkflow } from './workflow';
import { checkOut, repositoryOf } from './workspace';

/** What GitHub says about the run. */
const GITHUB = {
  actor: 'octocat',
  event_name: 'workflow_dispatch',
  ref: 'refs/heads/main',
  ref_name: 'main',
  repository: 'octocat/hello-world',
  run_attempt: '1',
  run_id: '1658821493',
  sha: 'ffac537e6cbbf934b08745a378932722df287a53',
};

type Site = Readonly<Record<string, unknown>>;

async function tryWorkflow(given: Arguments): Promise<number> {
  const workflow = readWorkflow(given.workflow);
  const options = { folder: given.functions, port: 0, keyless: true, logs: true };
  const { site, close } = await serve(options, () => {}, {});
  const workspace = mkdtempSync(join(tmpdir(), 'try-'));
  const end = async () => {
    rmSync(workspace, { recursive: true, force: true });
    await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void end().finally(() => process.exit(130)));
  }
  try {
    checkOut(repositoryOf(given.workflow), workspace);
    const print = (line: string) => console.log(line);
    print(`Emulator: ${site.endpoint}, with the functions in ${given.functions}`);
    const github = { ...GITHUB, workspace };
    const contexts = { github, inputs: inputDefaults(workflow), runner: { temp: tmpdir() } };
    const { passed, failed, skipped } = await runJobs(
      workflow,
      new Expressions(contexts, given.values),
      {
        workspace,
        print,
        runsScripts: given.scripts,
        runAction: (inputs, env) => runAction(inputs, env, { site, workspace, print }),
      },
    );
    print(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return failed > 0 ? 1 : 0;
  } finally {
    await end();
  }
}

async function runAction(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  { site, workspace, print }: Pick<Machine, 'workspace' | 'print'> & { site: Site },
) {
  if (/^https?:/i.test(inputs['http-trigger'] ?? '')) return 'it calls a URL, not the emulator';
  const step = await startAction({
    inputs: { ...inputs, ...whereAndWho(inputs, site) },
    env: { ...env, ...jobVariables(site), GITHUB_WORKSPACE: workspace },
  }).finished;
  for (const { text } of step.log) print(text);
  step.dispose();
  return { hasFailed: step.exitCode !== 0, outputs: step.outputs };
}

/** The emulator in place of Alibaba Cloud; the kind of credentials is the step's. */
function whereAndWho(inputs: Readonly<Record<string, string>>, site: Site): Record<string, string> {
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

function jobVariables(site: Site): Record<string, string> {
  const names = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  return Object.fromEntries(names.map((name) => [name, String(site[name])]));
}

async function main(): Promise<void> {
  // npm changes to the folder of package.json.
  const given = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (given === 'help') return void process.stdout.write(HELP);
  process.exitCode = await tryWorkflow(given);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
