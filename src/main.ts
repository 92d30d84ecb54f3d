import type { Credentials } from './credentials/credentials';
import { requestSecrets } from './event/exchange-secrets';
import type { Failure } from './failure';
import {
  awaitDeployment,
  type DeploymentOutcome,
  weightsWarning,
} from './function-compute/deployment';
import { failureBeforeInvocation } from './function-compute/failures';
import { authorizationOf } from './function-compute/invocation';
import { unlessAborted, withDeadline } from './http/deadline';
import { type Inputs, isSummaryWanted, junitReportIn, readInputs } from './inputs/inputs';
import { reportOf } from './report/case-report';
import * as progress from './report/progress';
import { aliasWarning } from './report/report';
import { conclude, type Run } from './run/conclusion';
import { exchangeSettings } from './run/invoke-once';
import { credentialsFor, maskSecrets } from './run/job';
import type { Plan } from './run/plan';
import { repeatCase } from './run/repeat-case';
import { settled, unsentCase } from './run/results';
import { failureOutsideAnAttempt, runCase } from './run/run-case';
import { runCases } from './run/run-cases';
import { WholeLogs } from './run/whole-logs';
import { type Runner, workspaceFolder } from './runner/runner';

/**
 * Runs the action: read, invoke, judge, report. In every case outputs are written and a step
 * that failed says why; nothing is thrown.
 */
export async function run(runner: Runner): Promise<void> {
  const { variables, stop } = runner;
  const workspace = workspaceFolder(variables);
  // Before anything runs that could change what the path leads to.
  const junitReport = junitReportIn(workspace, variables);
  let inputs: Inputs | undefined;
  let ended: Ended;
  try {
    maskSecrets(runner);
    inputs = await unlessAborted(stop, readInputs(workspace, variables));
    ended = await runPlan(runner, inputs);
  } catch (error) {
    ended = { failure: failureOutsideAnAttempt(runner, error) };
  }
  conclude(runner, {
    inputs,
    isSummaryWanted: isSummaryWanted(variables),
    junitReport,
    results: inputs?.plan.cases.map(unsentCase) ?? [],
    ...ended,
  });
}

/** What is known when the plan has come to its end, or something before its first case has failed. */
type Ended = Pick<Run, 'failure' | 'response'> & Partial<Pick<Run, 'results'>>;

async function runPlan(runner: Runner, inputs: Inputs): Promise<Ended> {
  const { log } = runner;
  const { plan, warnings, credentials: given, maxRetries, showResult, logEndpoint } = inputs;
  const [first] = plan.cases;
  const secrets = plan.cases.flatMap(({ request }) =>
    requestSecrets(authorizationOf(request.channel)),
  );
  for (const secret of new Set(secrets)) log.mask(secret);
  const title = progress.titleOf(first.request.target);
  for (const warning of warnings) log.warn(warning, title);
  const credentials = credentialsFor(runner, given, maxRetries);
  progress.announce(log, plan, credentials);
  const refusal = given && (await obtainForAll(runner, plan, credentials));
  if (refusal !== undefined) return { failure: refusal };
  const wait = await waitForUpdate(runner, inputs, credentials);
  if (wait !== undefined && 'failure' in wait) return wait;
  const wholeLogs =
    logEndpoint && new WholeLogs(runner, { endpoint: logEndpoint, credentials, maxRetries, given });
  const settings = {
    ...plan,
    credentials,
    maxRetries,
    deployment: wait?.deployment,
    wholeLogs,
  };
  const runOne = plan.repeat > 1 ? repeatCase : runCase;
  const report = reportOf(log, plan, showResult);
  const results = await runCases(plan, async (next) => {
    const isRun = next.skip === false;
    const result = isRun ? await runOne(runner, next, settings, report) : unsentCase(next);
    report.caseEnded(result);
    return plan.caseFile === undefined ? result : settled(result);
  });
  return { results };
}

/** The cases of a file share their credentials: without any, none of them is begun. */
async function obtainForAll(
  { stop }: Runner,
  { caseFile, cases }: Plan,
  credentials: Credentials,
): Promise<Failure | undefined> {
  if (caseFile === undefined) return undefined;
  const timeoutSeconds = Math.max(...cases.map((each) => each.timeoutSeconds));
  try {
    await withDeadline(timeoutSeconds, stop, credentials.accessKey);
    return undefined;
  } catch (error) {
    const failure = failureBeforeInvocation(error);
    if (failure === undefined) throw error;
    return failure;
  }
}

/** Waits for the last deployment, if the inputs ask for that, and warns of what may respond. */
async function waitForUpdate(
  runner: Runner,
  inputs: Inputs,
  credentials: Credentials,
): Promise<DeploymentOutcome | undefined> {
  const { waitForUpdateSeconds: seconds, cases } = inputs.plan;
  if (seconds === 0) return undefined;
  const { log, clock, stop } = runner;
  const [{ request }] = cases;
  const outcome = await awaitDeployment(request, seconds, {
    ...exchangeSettings(runner, request, credentials, log),
    clock,
    stop,
    onDeploymentState: (text) => progress.reportDeploymentState(log, text),
  });
  if ('failure' in outcome) return outcome;
  const { deployment, aliasFailure } = outcome;
  const title = progress.titleOf(request.target);
  const warnings = [
    weightsWarning(deployment),
    aliasFailure && aliasWarning(deployment, aliasFailure, inputs),
  ];
  for (const warning of warnings) if (warning !== undefined) log.warn(warning, title);
  return outcome;
}
