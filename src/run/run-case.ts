import { CredentialsError } from '../credentials/credentials-error';
import { credentialsFailure, defectFailure, type Failure, inputFailure } from '../failure';
import { type Attempt, invokeUntilPassed, judged } from '../gate/attempt';
import { type Compared, invokeCompared } from '../gate/baseline';
import { judgedWithLog } from '../gate/logged-attempt';
import { isTransportError } from '../http/errors';
import { InvalidInputs } from '../inputs/reader';
import type { CaseReport } from '../report/case-report';
import * as progress from '../report/progress';
import type { Result } from '../runner/result';
import type { Runner } from '../runner/runner';
import { invokeOnce, type StepSettings } from './invoke-once';
import type { Case } from './plan';
import { type CaseResult, endedCase, withoutResult } from './results';
import type { WholeLogs } from './whole-logs';

/** What every case of a step is run with. */
export interface CaseSettings extends StepSettings {
  /** Where whole logs are read, if they are asked for. */
  readonly wholeLogs: WholeLogs | undefined;
}

/** Invokes a case until it passes or ends otherwise; nothing is thrown. */
export async function runCase(
  runner: Runner,
  running: Case,
  settings: CaseSettings,
  report: CaseReport,
): Promise<CaseResult> {
  const { clock, stop } = runner;
  progress.reportEvent(report.logOf(running), running.request);
  const start = clock.now();
  const attempts: Attempt[] = [];
  const interruption = await interruptionOf(runner, async () => {
    await invokeUntilPassed(
      running.gate,
      (number) => attemptOnce(runner, running, settings, report, number),
      (attempt, isLast) => {
        attempts.push(isLast ? attempt : withoutResult(attempt));
        report.attemptEnded(running, attempt, isLast);
      },
      (ms) => clock.sleep(ms, stop),
    );
  });
  return endedCase(running, attempts, interruption, (clock.now() - start) / 1000);
}

/** What keeps work from its end, whatever it throws; `undefined` if it was done. */
export async function interruptionOf(
  runner: Runner,
  work: () => Promise<void>,
): Promise<Failure | undefined> {
  const { stop } = runner;
  try {
    await work();
    // An event handler may have thrown while nothing was awaited.
    if (stop.aborted && !isTransportError(stop.reason, 'cancelled')) throw stop.reason;
    return undefined;
  } catch (error) {
    return failureOutsideAnAttempt(runner, error);
  }
}

/** Invokes the function once, beside the baseline if there is one, and judges what came of it. */
async function attemptOnce(
  runner: Runner,
  running: Case,
  settings: CaseSettings,
  report: CaseReport,
  number: number,
): Promise<Attempt> {
  const { baseline, wholeLogs } = settings;
  const { request } = running;
  const requests = {
    candidate: request,
    baseline: withQualifier(request, baseline?.qualifier),
  };
  const log = report.logOf(running);
  const sentAt = new Date();
  const judge = async (compared: Compared): Promise<Attempt> => {
    if (wholeLogs === undefined) return judged(running.gate, number, compared);
    const period = { sentAt, endedAt: new Date() };
    return judgedWithLog(running.gate, number, compared, (invocation, whose) =>
      wholeLogs.read(invocation, requests[whose], period, log),
    );
  };
  const candidate = () => invokeOnce(runner, running, settings, log);
  if (baseline === undefined) return judge({ invocation: await candidate() });
  const results: (Result | undefined)[] = [];
  const sides = {
    candidate,
    baseline: async () => {
      // Nothing is known of the baseline's deployment.
      const invocation = await invokeOnce(
        runner,
        { ...running, request: requests.baseline },
        { ...settings, deployment: undefined },
        log,
      );
      results.push(invocation.result);
      report.baselineEnded(running, baseline.qualifier, invocation);
      return invocation;
    },
  };
  try {
    return await judge(await invokeCompared(sides, baseline.qualifier, baseline.ignored));
  } finally {
    for (const result of results) result?.discard();
  }
}

function withQualifier(
  { target, ...request }: Case['request'],
  qualifier = target.qualifier,
): Case['request'] {
  return { ...request, target: { ...target, qualifier } };
}

/** A failure before the first attempt or between two, or a defect wherever it showed. */
export function failureOutsideAnAttempt({ log }: Runner, error: unknown): Failure {
  if (error instanceof InvalidInputs) return inputFailure(error.problems);
  if (error instanceof CredentialsError) return credentialsFailure(error);
  if (isTransportError(error, 'cancelled')) {
    const summary = `The job was cancelled (${error.message}) while no invocation was running`;
    return { kind: 'cancelled', type: 'Cancelled', summary };
  }
  log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return defectFailure(error);
}
