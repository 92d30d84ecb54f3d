import { existsSync, readFileSync } from 'node:fs';
import { parseRunnerOutput, type RunnerOutput } from './commands';
import { readOutputs, readStepSummary } from './files';
import { assertNoForeignCommands } from './foreign-commands';
import { decodeUtf8 } from './lines';
import { StepLog } from './step-log';

/** What a step leaves behind, as the runner reads it. */
export interface StepResult extends RunnerOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
  readonly stderrBytes: Buffer;
  /** Written to GITHUB_OUTPUT. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Written to GITHUB_STEP_SUMMARY, masked. */
  readonly summary: string;
}

interface StepTraces {
  readonly files: Readonly<Record<'output' | 'summary', string>>;
  readonly stdoutBytes: Buffer;
  readonly stderrBytes: Buffer;
  /** What the runner itself warned of before the step began. */
  readonly runnerWarnings: readonly string[];
  readonly stepDebug: boolean;
  readonly foreignText: readonly string[];
  readonly refuseForeignCommands: boolean;
}

/**
 * Reads everything that a finished step wrote.
 *
 * The runner reads both streams with one state, but stderr may overtake stdout by any number of
 * lines. So a `stop-commands` on stdout protects nothing on stderr, and the model reads stderr by
 * itself: a command there is taken, whatever stdout said.
 *
 * @throws Error for a malformed file, and for commands that are not the action's own
 */
export function readStepResult(traces: StepTraces): StepResult {
  const { stdoutBytes, stderrBytes, stepDebug } = traces;
  const before = new StepLog();
  for (const warning of traces.runnerWarnings) {
    before.annotate('warning', warning);
  }
  const out = parseRunnerOutput(stdoutBytes, { stepDebug });
  const err = parseRunnerOutput(stderrBytes, { stepDebug, masks: out.masks });
  const commands = [...out.commands, ...err.commands];
  if (traces.refuseForeignCommands) {
    assertNoForeignCommands(commands, traces.foreignText);
  }
  const masks = [...out.masks, ...err.masks];
  return {
    commands,
    masks,
    log: [...before.lines, ...out.log, ...err.log],
    annotations: [...before.annotations, ...out.annotations, ...err.annotations],
    groups: [...out.groups, ...err.groups],
    stillStopped: out.stillStopped || err.stillStopped,
    stdout: decodeUtf8(stdoutBytes),
    stderr: decodeUtf8(stderrBytes),
    stdoutBytes,
    stderrBytes,
    outputs: readOutputs(readIfPresent(traces.files.output)),
    summary: readStepSummary(readIfPresent(traces.files.summary), masks),
  };
}

/** The runner takes a command file that an action deleted for an empty one. */
function readIfPresent(path: string): Uint8Array | string {
  return existsSync(path) ? readFileSync(path) : '';
}
