import { test as base, Steps } from '../e2e/scenario';
import {
  type ActionOptions,
  type ActionResult,
  type RunningAction,
  startAction,
} from '../runner/action';

export { expect } from 'vitest';

type Options = Omit<ActionOptions, 'inputs'>;

interface World {
  /** Runs the bundled action in a process of its own, as the runner would, to its end. */
  readonly invoke: (inputs: ActionOptions['inputs'], options?: Options) => Promise<ActionResult>;
  /** Starts it, for tests that act while it runs. */
  readonly start: (inputs: ActionOptions['inputs'], options?: Options) => RunningAction;
}

/**
 * A scenario of the action that is in `dist`, for what only a process has: signals, an exit code, an
 * environment that Node.js reads, memory. Everything else is a test of the sources in `__tests__/e2e`.
 */
export const test = base.extend<World>({
  start: async ({ emulator }, use) => {
    const steps = new Steps(emulator);
    await use((inputs, options) => {
      const given = { ...options, inputs: steps.inputs(inputs) };
      return steps.follow(startAction(given), given);
    });
    await steps.end();
  },
  invoke: async ({ start }, use) => {
    await use((inputs, options) => start(inputs, options).finished);
  },
});
