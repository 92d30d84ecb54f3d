import { runInProcess } from '../runner/in-process';
import { SkippingClock } from '../support/skipping-clock';
import type { RunAction } from './fault-row';

/** In this process, where no row has to wait before a retry. */
export const runWithoutWaiting: RunAction = (options) =>
  runInProcess({ ...options, clock: new SkippingClock() });
