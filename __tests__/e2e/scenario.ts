import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import { type Code, type Emulator, type EmulatorOptions, startEmulator } from '../../emulator';
import {
  type ActionOptions,
  type ActionResult,
  type RunningAction,
  startAction,
} from '../runner/action';
import { emulatorInputs } from '../runner/emulator-inputs';
import { assertNoSecret, secretsGiven } from '../support/secrets';

export { expect } from 'vitest';

interface World {
  /** What is special about the FC of a test; for `test.override`. */
  readonly emulatorOptions: EmulatorOptions;
  /** An FC of its own for every test. */
  readonly emulator: Emulator;
  /** Deploys a handler written in the test and returns the function's name. */
  readonly deploy: (source: string, configuration?: FunctionConfiguration) => Promise<string>;
  /** Runs the bundled action against the emulator as the runner would, to its end. */
  readonly invoke: (inputs: Inputs, options?: Options) => Promise<ActionResult>;
  /** Starts it, for tests that act while it runs. */
  readonly start: (inputs: Inputs, options?: Options) => RunningAction;
}

type FunctionConfiguration = Omit<Parameters<Emulator['deploy']>[0], 'functionName' | 'code'>;
type Inputs = ActionOptions['inputs'];
type Options = Omit<ActionOptions, 'inputs'>;

/** A sample function under `__tests__/functions`. */
export function sample(name: string): Code {
  return fileURLToPath(new URL(`../functions/${name}`, import.meta.url));
}

/**
 * A test with an emulator and the action bundled in `dist`. Region, endpoint and keys are given
 * as inputs unless the test overrides them. After every run all that it wrote is searched for all
 * secrets that it was given.
 */
export const test = base.extend<World>({
  emulatorOptions: { asyncPayloadLimit: 256 * 1024 },
  emulator: async ({ emulatorOptions }, use) => {
    const emulator = await startEmulator(emulatorOptions);
    await use(emulator);
    await emulator.close();
  },
  deploy: async ({ emulator }, use) => {
    await use(async (source, configuration) => {
      const functionName = `f_${randomUUID().slice(0, 8)}`;
      await emulator.deploy({ functionName, code: { 'index.js': source }, ...configuration });
      return functionName;
    });
  },
  start: async ({ emulator }, use) => {
    const runs: { run: RunningAction; secrets: string[] }[] = [];
    await use((inputs, options) => {
      const given: ActionOptions = {
        ...options,
        inputs: {
          ...emulatorInputs(emulator),
          ...inputs,
        },
      };
      const run = startAction(given);
      runs.push({ run, secrets: [emulator.accessKey.accessKeySecret, ...secretsGiven(given)] });
      return run;
    });
    for (const { run, secrets } of runs) {
      const result = await run.finished;
      assertNoSecret(result, secrets);
      result.dispose();
    }
  },
  invoke: async ({ start }, use) => {
    await use((inputs, options) => start(inputs, options).finished);
  },
});
