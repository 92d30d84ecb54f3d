import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import { type Code, type Emulator, startEmulator } from '../emulator';
import {
  type ActionOptions,
  type ActionResult,
  type RunningAction,
  startAction,
} from '../runner/action';

export { expect } from 'vitest';

interface World {
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
 * as inputs unless the test overrides them. After every run all that it wrote is searched for the
 * secrets.
 */
export const test = base.extend<World>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixture's needs off the pattern
  emulator: async ({}, use) => {
    const emulator = await startEmulator({ asyncPayloadLimit: 256 * 1024 });
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
    const { accessKeyId, accessKeySecret } = emulator.accessKey;
    const runs: RunningAction[] = [];
    await use((inputs, options) => {
      const run = startAction({
        ...options,
        inputs: {
          region: emulator.region,
          endpoint: emulator.endpoint,
          'access-key-id': accessKeyId,
          'access-key-secret': accessKeySecret,
          ...inputs,
        },
      });
      runs.push(run);
      return run;
    });
    for (const run of runs) {
      const result = await run.finished;
      assertNoSecret(result, accessKeySecret);
      result.dispose();
    }
  },
  invoke: async ({ start }, use) => {
    await use((inputs, options) => start(inputs, options).finished);
  },
});

/** Only the commands that ask the runner to mask a secret may hold it. */
function assertNoSecret(result: ActionResult, secret: string): void {
  const { stdout, stderr, outputs, summary } = result;
  const log = stdout.replace(/^::add-mask::.*$/gm, '');
  if ([log, stderr, JSON.stringify(outputs), summary].some((text) => text.includes(secret))) {
    throw new Error('The run printed or wrote the AccessKey secret.');
  }
}
