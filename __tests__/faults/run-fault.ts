/** Lets one row of the fault matrix happen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionOptions, ActionResult } from '../runner/action';
import { emulatorInputs } from '../runner/emulator-inputs';
import { startTestEmulator } from '../support/emulator';
import { assertNoPart, assertNoSecret, secretsGiven } from '../support/secrets';
import type { Cause, Outcome, RunAction } from './fault-row';

const ANSWERS = "exports.handler = async (event) => 'received ' + event;";

/** An asynchronous invocation can be followed, and is not repeated. */
const TASK = { asyncTask: true, maxAsyncRetryAttempts: 0 };

/** Three that are always set, or say that nothing went wrong, and one that comes with any response. */
const NOT_COMPARED = new Set(['error-type', 'error-message', 'attempts', 'latency-ms']);

/** What was to be seen from outside: the same terms as {@link Outcome}, and the exit code. */
export interface Observation extends Required<Pick<Outcome, 'executions' | 'requests'>> {
  readonly exitCode: number | null;
  readonly errorType: string;
  /** The output `error-message`; where outputs cannot be written, the annotation. */
  readonly message: string;
  readonly warnings: readonly string[];
  readonly outputs: readonly string[];
  readonly step: ActionResult;
}

/**
 * Runs the action once under a fault.
 *
 * @param run how: as a process, or in this one
 * @throws Error when it printed or wrote a secret, or took a command that is not its own
 */
export async function runFault(cause: Cause, run: RunAction): Promise<Observation> {
  const emulator = await startTestEmulator(cause.emulator);
  const folder = mkdtempSync(join(tmpdir(), 'fc-fault-'));
  const tasks: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  const functionName = 'f';
  try {
    const code = { 'index.js': cause.source ?? ANSWERS };
    await emulator.deploy({ functionName, code, timeout: 60, asyncInvokeConfig: TASK });
    const afterwards = (task: () => unknown) => tasks.push(task);
    const made = await cause.arrange?.({ emulator, functionName, folder, run, afterwards });
    for (const fault of cause.faults ?? []) emulator.injectFault(fault);
    if (cause.together !== undefined) emulator.injectFault(...cause.together);
    const options: ActionOptions = {
      inputs: {
        ...emulatorInputs(emulator),
        'function-name': functionName,
        event: 'x',
        timeout: '20',
        'max-retries': '0',
        ...made?.inputs,
        ...cause.inputs,
      },
      env: { RUNNER_DEBUG: '1', ...made?.env, ...cause.env },
    };
    const step = await run(options);
    const { accessKeySecret } = emulator.accessKey;
    const secrets = [accessKeySecret, ...secretsGiven(options), ...(made?.secrets?.() ?? [])];
    if (cause.cutsSecrets) assertNoPart(step, secrets);
    else assertNoSecret(step, secrets);
    step.dispose();
    for (const { accepted } of emulator.asyncTasks(functionName)) {
      await emulator.waitForTask(functionName, accepted.taskId, 'Succeeded');
    }
    const annotated = (level: string) =>
      step.annotations.filter((each) => each.level === level).map(({ message }) => message);
    const [annotation = ''] = annotated('error');
    return {
      exitCode: step.exitCode,
      errorType: step.outputs['error-type'] ?? annotation.split(':')[0] ?? '',
      message: step.outputs['error-message'] ?? annotation,
      warnings: annotated('warning'),
      executions: emulator.executions(),
      requests: emulator.requests.length,
      outputs: Object.entries(step.outputs)
        .filter(([name, value]) => value !== '' && !NOT_COMPARED.has(name))
        .map(([name]) => name),
      step,
    };
  } finally {
    for (const task of tasks.reverse()) await task();
    await emulator.close();
  }
}
