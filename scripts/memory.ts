/**
 * Measures what memory the bundled action takes at its peak: idle (a greeting), and while 32 MiB
 * go to a function and come back. Fails when the difference is over 200 MB.
 */
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from '../__tests__/runner/action';
import { emulatorInputs } from '../__tests__/runner/emulator-inputs';
import { startEmulator } from '../emulator';
import { peakMegabytes, peakMemoryOption } from './peak-memory';

const MIB = 1024 * 1024;
const RUNS = 3;
const MAX_DIFFERENCE_MB = 200;

const emulator = await startEmulator();
const folder = mkdtempSync(join(tmpdir(), 'fc-memory-'));
const code = fileURLToPath(new URL('../__tests__/functions/echo', import.meta.url));
await emulator.deploy({ functionName: 'echo', code, timeout: 60, memorySize: 1024 });

const idle = await medianPeak(Buffer.from('hello'));
const text = await medianPeak(Buffer.alloc(32 * MIB, 'x'));
const binary = await medianPeak(randomFillSync(Buffer.alloc(32 * MIB)));
const json = await medianPeak(Buffer.from(`["${'x'.repeat(32 * MIB - 4)}"]`));
// One character beyond Latin-1 makes a string take two bytes for each of its characters.
const cjkJson = await medianPeak(Buffer.from(`["函${'x'.repeat(32 * MIB - 7)}"]`));

rmSync(folder, { recursive: true });
await emulator.close();

console.log(`Peak memory (median of ${RUNS} runs): ${idle} MB idle; 32 MiB echo:`);
for (const [what, peak] of Object.entries({ text, binary, json, 'json, not Latin': cjkJson })) {
  console.log(`  ${what}: ${peak} MB, ${peak - idle} MB more than idle`);
}
if (Math.max(text, binary, json, cjkJson) - idle > MAX_DIFFERENCE_MB) process.exitCode = 1;

async function medianPeak(event: Uint8Array): Promise<number> {
  const peaks: number[] = [];
  for (let run = 0; run < RUNS; run++) peaks.push(await measure(event));
  return peaks.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

async function measure(event: Uint8Array): Promise<number> {
  const file = join(folder, 'peak');
  const step = await runAction({
    inputs: {
      ...emulatorInputs(emulator),
      'function-name': 'echo',
      'event-file': 'event',
    },
    workspaceFiles: { event },
    env: {
      NODE_OPTIONS: peakMemoryOption(file),
    },
  });
  if (step.exitCode !== 0) throw new Error(`The echo failed:\n${step.stdout}${step.stderr}`);
  step.dispose();
  return peakMegabytes(file);
}
