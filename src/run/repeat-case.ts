import type { Failure } from '../failure';
import type { Attempt } from '../gate/attempt';
import { Runs } from '../gate/runs';
import { endsStep } from '../gate/verdict';
import type { CaseReport } from '../report/case-report';
import * as progress from '../report/progress';
import type { Runner } from '../runner/runner';
import { inTurn } from './in-turn';
import { invokeOnce, type StepSettings } from './invoke-once';
import type { Case } from './plan';
import { type CaseResult, repeatedCase } from './results';
import { interruptionOf } from './run-case';

/** The number of invocations of a case, and the maximum number of concurrent ones. */
export interface Repetition {
  readonly repeat: number;
  readonly maxParallel: number;
}

/** Invokes a case many times and judges all runs together; nothing is thrown. */
export async function repeatCase(
  runner: Runner,
  repeated: Case,
  settings: StepSettings & Repetition,
  report: CaseReport,
): Promise<CaseResult> {
  const { clock } = runner;
  const { repeat, maxParallel } = settings;
  progress.reportEvent(report.logOf(repeated), repeated.request);
  const start = clock.now();
  const runs = new Runs(repeated.gate);
  const numbers = Array.from({ length: repeat }, (_, index) => index + 1);
  let interruption: Failure | undefined;
  await inTurn(numbers, maxParallel, async (number) => {
    const ended: { run?: Attempt } = {};
    const end = await interruptionOf(runner, async () => {
      const log = report.logOf(repeated, number);
      const run = runs.judge(number, await invokeOnce(runner, repeated, settings, log));
      ended.run = run;
      report.runEnded(repeated, run, { ...runs.tallyWith(run), of: repeat });
      runs.add(run);
    });
    interruption ??= end;
    return end !== undefined || ended.run?.failures.some(endsStep) ? 'stop' : 'go on';
  });
  return repeatedCase(repeated, runs.told, runs.end(), interruption, (clock.now() - start) / 1000);
}
