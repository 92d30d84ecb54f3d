/**
 * `npm run log-memory`: what reading a whole log costs the action's process, for logs of growing
 * size. The log is written by a function of the emulator, and compared with `logs-file` byte by byte.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../__tests__/runner/action';
import { emulatorInputs } from '../__tests__/runner/emulator-inputs';
import { startTestEmulator } from '../__tests__/support/emulator';
import { peakMegabytes, peakMemoryOption } from './peak-memory';

/** Lines and the length of each. */
const LOGS = [
  [10, 100],
  [5_000, 1_000],
  [10_000, 2_000],
  // Nearly the largest that is read.
  [30_000, 2_000],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'fc-log-memory-'));
const emulator = await startTestEmulator();
console.log('| Log | Step log | logs-file | Peak |');
console.log('| ---: | ---: | --- | ---: |');
for (const [lines, length] of LOGS) await measure(lines, length);
await emulator.close();
rmSync(folder, { recursive: true });

async function measure(lines: number, length: number): Promise<void> {
  const functionName = `log-${lines}`;
  await emulator.deploy({
    functionName,
    code: {
      'index.js': `exports.handler = async () => {
        for (let line = 1; line <= ${lines}; line++) console.log(String(line).padEnd(${length}, '.'));
        throw new Error('to have it read');
      };`,
    },
    logConfig: { project: 'shop-logs', logstore: 'function-log' },
    timeout: 60,
  });
  const file = join(folder, 'peak');
  const step = await runAction({
    inputs: {
      ...emulatorInputs(emulator),
      'function-name': functionName,
      'log-type': 'full',
      'log-endpoint': emulator.endpoint,
    },
    env: { NODE_OPTIONS: peakMemoryOption(file) },
  });
  const written = Array.from({ length: lines }, (_, index) =>
    String(index + 1).padEnd(length, '.'),
  );
  const text = readFileSync(step.outputs['logs-file'] ?? '', 'utf8');
  const kept = text.split('\n').flatMap((line) => /\[INFO\] (\d.*)$/.exec(line)?.[1] ?? []);
  const isSame = kept.join('\n') === written.join('\n');
  const cells = [
    `${(text.length / 1e6).toFixed(1)} MB`,
    `${Math.round(step.stdout.length / 1000)} KB`,
    isSame ? 'every line, in order' : 'NOT what was written',
    `${peakMegabytes(file)} MB`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
  step.dispose();
}
