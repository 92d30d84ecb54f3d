import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import type { Code, Emulator, EmulatorOptions } from '../../emulator';
import type { ActionResult, RunningStep } from '../runner/action';
import { emulatorInputs } from '../runner/emulator-inputs';
import { type InProcessOptions, startInProcess } from '../runner/in-process';
import { startTestEmulator } from '../support/emulator';
import { assertNoSecret, secretsGiven } from '../support/secrets';
import { SkippingClock } from '../support/skipping-clock';

export { expect } from 'vitest';

interface World {
  /** What is special about the FC of a test; for `test.override`. */
  readonly emulatorOptions: EmulatorOptions;
  /** An FC of its own for every test. */
  readonly emulator: Emulator;
  /** Deploys a handler written in the test and returns the function's name. */
  readonly deploy: (source: string, configuration?: FunctionConfiguration) => Promise<string>;
  /** By which the steps wait; one that needs real time is given `systemClock` as an option. */
  readonly clock: SkippingClock;
  /** Runs the action from its sources, in this process, against the emulator, to its end. */
  readonly invoke: (inputs: Inputs, options?: Options) => Promise<ActionResult>;
  /** Starts it, for tests that act while it runs. Steps of one process run one after the other. */
  readonly start: (inputs: Inputs, options?: Options) => RunningStep;
}

type FunctionConfiguration = Omit<Parameters<Emulator['deploy']>[0], 'functionName' | 'code'>;
type Inputs = InProcessOptions['inputs'];
type Options = Omit<InProcessOptions, 'inputs'>;

/** A sample function under `__tests__/functions`. */
export function sample(name: string): Code {
  return fileURLToPath(new URL(`../functions/${name}`, import.meta.url));
}

/** The steps of one test. In the end, all that they wrote is searched for what they were given. */
export class Steps {
  readonly #runs: { readonly run: RunningStep; readonly secrets: readonly string[] }[] = [];

  constructor(private readonly emulator: Emulator) {}

  /** Region, endpoint and keys are given as inputs unless the test overrides them. */
  inputs(inputs: Inputs): Inputs {
    return { ...emulatorInputs(this.emulator), ...inputs };
  }

  follow<Run extends RunningStep>(run: Run, given: Pick<InProcessOptions, 'inputs' | 'env'>): Run {
    const { accessKeySecret } = this.emulator.accessKey;
    this.#runs.push({ run, secrets: [accessKeySecret, ...secretsGiven(given)] });
    return run;
  }

  /** @throws Error when a step left a secret behind */
  async end(): Promise<void> {
    for (const { run, secrets } of this.#runs) {
      const result = await run.finished;
      assertNoSecret(result, secrets);
      result.dispose();
    }
  }
}

/** A test with an emulator, and the action in this process. */
export const test = base.extend<World>({
  emulatorOptions: { asyncPayloadLimit: 256 * 1024 },
  emulator: async ({ emulatorOptions }, use) => {
    const emulator = await startTestEmulator(emulatorOptions);
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
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  clock: async ({}, use) => {
    await use(new SkippingClock());
  },
  start: async ({ clock, emulator }, use) => {
    const steps = new Steps(emulator);
    await use((inputs, options) => {
      const given = { clock, ...options, inputs: steps.inputs(inputs) };
      return steps.follow(startInProcess(given), given);
    });
    await steps.end();
  },
  invoke: async ({ start }, use) => {
    await use((inputs, options) => start(inputs, options).finished);
  },
});
