/** What tests of a cancelled job share, whichever way the step runs. */
import { expect } from 'vitest';
import type { ActionResult } from '../runner/action';

/** A handler that is still running when the job is cancelled. */
export const SLEEPS =
  "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000, ''));";
export const LONG = { timeout: 60 };
export const TASK = { timeout: 60, asyncInvokeConfig: { asyncTask: true } };
export const AWAITED = { 'invocation-type': 'async', wait: 'true' };

/** The step failed by itself, and says what cancelled it. */
export function expectCancelled(
  step: ActionResult,
  signal: 'SIGINT' | 'SIGTERM',
  message: RegExp,
): void {
  expect(step.exitCode).toBe(1);
  expect(step.signal).toBeNull();
  expect(step.outputs['error-type']).toBe('Cancelled');
  expect(step.outputs['error-message']?.startsWith(`The job was cancelled (${signal})`)).toBe(true);
  expect(step.outputs['error-message']).toMatch(message);
}
