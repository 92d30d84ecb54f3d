import { KeylessWorld, type KeylessWorldOptions } from '../../emulator/identity/keyless-world';
import type { ActionResult, RunningStep } from '../runner/action';
import type { InProcessOptions } from '../runner/in-process';
import { assertNoSecret } from '../support/secrets';
import { test as base } from './scenario';

export { expect } from 'vitest';

/** A job with `id-token: write`, whose role may invoke functions of the test's emulator. */
export interface KeylessJob {
  readonly world: KeylessWorld;
  /** Runs a step of the job without any key in inputs or environment. */
  readonly invoke: (inputs: Inputs, options?: Options) => Promise<ActionResult>;
  /** Starts it, for tests that act while it runs. */
  readonly start: (inputs: Inputs, options?: Options) => RunningStep;
}

type Inputs = InProcessOptions['inputs'];
type Options = Omit<InProcessOptions, 'inputs'>;
type Start = (options?: Omit<KeylessWorldOptions, 'accountId'>) => Promise<KeylessJob>;

/** A test with keyless jobs. After every run, all that it left behind is searched for secrets. */
export const test = base.extend<{ readonly startJob: Start }>({
  startJob: async ({ emulator, start }, use) => {
    const worlds: KeylessWorld[] = [];
    const steps: { readonly world: KeylessWorld; readonly run: RunningStep }[] = [];
    await use(async (options = {}) => {
      const keys = { add: emulator.addAccessKey.bind(emulator) };
      const world = await KeylessWorld.start(keys, { ...options, accountId: emulator.accountId });
      worlds.push(world);
      const startKeyless: KeylessJob['start'] = (inputs, { env, ...rest } = {}) => {
        const run = start(
          { ...inputsOf(world), ...inputs },
          { ...rest, env: { ...world.oidc.environment, ...env } },
        );
        steps.push({ world, run });
        return run;
      };
      return { world, start: startKeyless, invoke: (...given) => startKeyless(...given).finished };
    });
    for (const { world, run } of steps) assertNoSecret(await run.finished, world.secrets);
    await Promise.all(worlds.map((world) => world.close()));
  },
});

function inputsOf({ roleArn, providerArn, sts }: KeylessWorld): Record<string, string> {
  return {
    'access-key-id': '',
    'access-key-secret': '',
    'role-to-assume': roleArn,
    'oidc-provider-arn': providerArn,
    'sts-endpoint': sts.endpoint,
  };
}
