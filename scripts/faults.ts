/**
 * `npm run faults`: lets every row of the fault matrix happen to the bundled action, prints what
 * was seen, and writes docs/faults.md. Fails when a row ends in another way than it says.
 */
import { writeFileSync } from 'node:fs';
import { deviations } from '../__tests__/faults/deviations';
import { renderMatrix } from '../__tests__/faults/matrix';
import { runFault } from '../__tests__/faults/run-fault';
import { FAULTS } from '../__tests__/faults/table';

let number = 0;
let failed = 0;
console.log('| # | Fault | Exit code | `error-type` | Requests | Executions | ms | As specified |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [fault, cause, outcome] of Object.values(FAULTS).flat()) {
  const seen = await runFault(cause);
  const wrong = deviations(outcome, seen);
  number++;
  if (wrong.length > 0) failed++;
  const verdict = wrong.length === 0 ? 'yes' : `**no**: ${wrong.join(', ')}`;
  const { exitCode, errorType, requests, executions, step } = seen;
  const ms = Math.round(step.durationMs);
  const cells = [number, fault, exitCode, errorType, requests, executions, ms, verdict];
  console.log(`| ${cells.join(' | ')} |`);
}
writeFileSync('docs/faults.md', renderMatrix());
console.log(`\n${number} rows, ${failed} not as specified. docs/faults.md is written.`);
process.exitCode = failed === 0 ? 0 : 1;
