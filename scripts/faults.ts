/**
 * `npm run faults`: lets every row of the fault matrix happen to the bundled action, prints what
 * was seen, and writes docs/faults.md; then measures memory, and what hostile inputs take. Fails when
 * a row ends in another way than it says, or a limit is exceeded.
 *
 * `npm run faults -- 101` runs only the rows whose name contains `101`, and nothing else.
 */
import { writeFileSync } from 'node:fs';
import { deviations } from '../__tests__/faults/deviations';
import { renderMatrix } from '../__tests__/faults/matrix';
import { type Observation, runFault } from '../__tests__/faults/run-fault';
import { FAULTS } from '../__tests__/faults/table';
import { runAction } from '../__tests__/runner/action';
import { messageOf } from '../src/text';

const [wanted = ''] = process.argv.slice(2);
let number = 0;
let failed = 0;
let mostExecutions = 0;
let longestMs = 0;
console.log('| # | Fault | Exit code | `error-type` | Requests | Executions | ms | As specified |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [fault, cause, outcome] of Object.values(FAULTS).flat()) {
  if (!fault.includes(wanted)) continue;
  number++;
  try {
    const seen = await runFault(cause, runAction);
    mostExecutions = Math.max(mostExecutions, seen.executions);
    longestMs = Math.max(longestMs, Math.round(seen.step.durationMs));
    printRow(fault, seen, deviations(outcome, seen));
  } catch (error) {
    failed++;
    console.log(`| ${number} | ${fault} | | | | | | **no**: ${messageOf(error)} |`);
  }
}
console.log(
  `\n${number} rows, ${failed} not as specified; at most ${mostExecutions} execution, at most ${longestMs} ms.`,
);
if (failed > 0 || mostExecutions > 1) process.exitCode = 1;
if (wanted === '') {
  writeFileSync('docs/faults.md', renderMatrix());
  console.log('docs/faults.md is written.\n');
  await import('./memory');
  console.log('');
  await import('./hostile-inputs');
}

function printRow(fault: string, seen: Observation, wrong: readonly string[]): void {
  if (wrong.length > 0) failed++;
  const verdict = wrong.length === 0 ? 'yes' : `**no**: ${wrong.join(', ')}`;
  const { exitCode, errorType, requests, executions, step } = seen;
  const ms = Math.round(step.durationMs);
  const cells = [number, fault, exitCode, errorType, requests, executions, ms, verdict];
  console.log(`| ${cells.join(' | ')} |`);
}
