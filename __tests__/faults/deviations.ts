import type { Outcome } from './fault-row';
import type { Observation } from './run-fault';

/** In what a run differs from what its row says, in words; empty when it is as specified. */
export function deviations(outcome: Outcome, seen: Observation): string[] {
  const exitCode = outcome.errorType === '' ? 0 : 1;
  return [
    different('exit code', exitCode, seen.exitCode),
    different('error-type', outcome.errorType, seen.errorType),
    different('executions', outcome.executions, seen.executions),
    different('requests', outcome.requests, seen.requests),
    different('outputs', sorted(outcome.outputs), sorted(seen.outputs)),
    unlike('message', outcome.message, seen.message),
    unlike('warnings', outcome.warning, seen.warnings.join('; ')),
    // Whatever Node.js itself has to say, an unhandled rejection above all, stands there.
    unlike('stderr', outcome.stderr, seen.step.stderr),
  ].filter((deviation) => deviation !== undefined);
}

function different<T>(what: string, expected: T, seen: T): string | undefined {
  return expected === seen ? undefined : `${what}: expected "${expected}", saw "${seen}"`;
}

/** @param expected nothing when it is not given */
function unlike(what: string, expected: RegExp = /^$/, seen: string): string | undefined {
  return expected.test(seen) ? undefined : `${what}: expected ${expected}, saw "${seen}"`;
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join(', ');
}
