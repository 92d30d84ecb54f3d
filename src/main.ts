import { tmpdir } from 'node:os';
import { CredentialsError } from './credentials/access-key';
import { type Credentials, resolveCredentials, secretsIn } from './credentials/credentials';
import { type Failure, sentence } from './failure';
import { type Invocation, invoke } from './function-compute/invocation';
import { judge } from './gate/verdict';
import { Interrupted, startDeadline } from './http/deadline';
import { describeCause } from './http/errors';
import { proxySecretsIn } from './http/proxy';
import { InvalidInputs } from './input-reader';
import { type Inputs, readInputs, readKeyInputs } from './inputs';
import { outputsOf, writeOutputs } from './outputs';
import { debug, fail, mask, warn } from './report/console';
import * as report from './report/report';
import { receiveResult } from './result';
import { listenForStop } from './stop';

/**
 * Runs the action: read, invoke, judge, report. Whatever happens, outputs are written and a step
 * that failed says why; nothing is thrown.
 */
export async function run(): Promise<void> {
  const stop = listenForStop();
  let inputs: Inputs | undefined;
  let invocation: Invocation;
  try {
    maskSecrets();
    inputs = readInputs(process.env.GITHUB_WORKSPACE || process.cwd());
    inputs.warnings.forEach(warn);
    const credentials = resolveCredentials(inputs.keyInputs, process.env);
    report.announce(inputs, credentials);
    invocation = await invokeWithin(inputs, credentials, stop);
  } catch (error) {
    invocation = { metadata: {}, failure: failureOutsideTheInvocation(error) };
  }
  conclude(inputs, invocation);
}

/** Everything secret that this action can come to know, before the first line is printed. */
function maskSecrets(): void {
  const secrets = [
    ...Object.values(readKeyInputs()),
    ...secretsIn(process.env),
    ...proxySecretsIn(process.env),
  ];
  secrets.forEach(mask);
}

async function invokeWithin(
  inputs: Inputs,
  credentials: Credentials,
  stop: AbortSignal,
): Promise<Invocation> {
  const deadline = startDeadline(inputs.timeoutSeconds, stop);
  const endProgress = report.reportProgress(inputs.functionName);
  try {
    return await invoke(inputs, {
      endpoint: inputs.endpoint,
      accessKey: credentials.accessKey,
      deadline,
      maxRetries: inputs.maxRetries,
      receiveResult: (body) => receiveResult(body, process.env.RUNNER_TEMP || tmpdir()),
      onResend: report.reportResend,
      onLostAnswer: report.reportLostAnswer,
      onHeaders: report.reportHeaders,
    });
  } finally {
    endProgress();
    deadline.clear();
  }
}

/** A failure before the invocation, or a defect wherever it showed. */
function failureOutsideTheInvocation(error: unknown): Failure {
  if (error instanceof InvalidInputs) {
    const { problems } = error;
    const count =
      problems.length === 1 ? 'An input is invalid' : `${problems.length} inputs are invalid`;
    return { kind: 'input', type: 'InvalidInput', summary: `${count}: ${problems.join('; ')}` };
  }
  if (error instanceof CredentialsError) {
    return { kind: 'credentials', type: 'CredentialsError', summary: error.message };
  }
  const defect = error instanceof Interrupted ? error.cause : error;
  debug(defect instanceof Error ? (defect.stack ?? defect.message) : String(defect));
  return {
    kind: 'internal',
    type: 'InternalError',
    summary: `This action has a defect (${describeCause(defect)}); please report it with the debug log of a run with RUNNER_DEBUG=1`,
  };
}

/** Reports an invocation, writes its outputs, and only then lets the step fail. */
function conclude(inputs: Inputs | undefined, invocation: Invocation): void {
  report.reportInvocation(invocation, inputs?.showResult ?? true);
  invocation = failedWithItsFile(invocation);
  try {
    writeOutputs(outputsOf(invocation));
  } catch (error) {
    const failure = outputFailure('The outputs cannot be written', error);
    if (invocation.failure !== undefined) warn(sentence(failure));
    else invocation = { ...invocation, failure };
  }
  const { failure } = invocation;
  if (failure === undefined) return;
  const text = report.annotationText(failure, inputs, invocation.metadata);
  if (judge(failure, inputs?.failOn ?? 'any') === 'failed') fail(text);
  else warn(text);
}

/** A result that could not be kept is a failure, unless something else went wrong before. */
function failedWithItsFile(invocation: Invocation): Invocation {
  const { result, failure } = invocation;
  if (failure !== undefined || !(result?.file instanceof Error)) return invocation;
  return {
    ...invocation,
    failure: outputFailure('The function ran, but result-file cannot be written', result.file),
  };
}

function outputFailure(what: string, cause: unknown): Failure {
  return { kind: 'output', type: 'OutputError', summary: `${what}: ${describeCause(cause)}` };
}
