import { KeylessWorld, type KeylessWorldOptions } from '../../emulator/identity/keyless-world';
import type { ActionOptions, ActionResult } from '../runner/action';
import { assertNoSecret } from '../support/secrets';
import { test as base } from './scenario';

export { expect } from 'vitest';

/** A job with `id-token: write`, whose role may invoke functions of the test's emulator. */
export interface KeylessJob {
  readonly world: KeylessWorld;
  /** Runs a step of the job without any key in inputs or environment. */
  readonly invoke: (
    inputs: ActionOptions['inputs'],
    options?: Omit<ActionOptions, 'inputs'>,
  ) => Promise<ActionResult>;
}

type Start = (options?: Omit<KeylessWorldOptions, 'accountId'>) => Promise<KeylessJob>;

/** A test with keyless jobs. After every run, all that it left behind is searched for secrets. */
export const test = base.extend<{ readonly startJob: Start }>({
  startJob: async ({ emulator, invoke }, use) => {
    const worlds: KeylessWorld[] = [];
    await use(async (options = {}) => {
      const keys = { add: emulator.addAccessKey.bind(emulator) };
      const world = await KeylessWorld.start(keys, { ...options, accountId: emulator.accountId });
      worlds.push(world);
      const invokeKeyless: KeylessJob['invoke'] = async (inputs, { env, ...rest } = {}) => {
        const step = await invoke(
          { ...inputsOf(world), ...inputs },
          { ...rest, env: { ...world.oidc.environment, ...env } },
        );
        assertNoSecret(step, world.secrets);
        return step;
      };
      return { world, invoke: invokeKeyless };
    });
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
