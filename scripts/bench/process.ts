import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionServer } from './function-server';

export interface Measurement {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** From the start of the process to its first byte at the server. */
  readonly firstByteMs: number;
}

const USAGE = fileURLToPath(new URL('usage.mjs', import.meta.url));

/** The action as the runner starts it. */
export const ACTION = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

/** The least that a script needs in order to do the same call. */
export const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));

/**
 * Runs a program as a step, to its end.
 *
 * @param environment more variables, such as inputs
 * @throws Error if the step fails
 */
export async function measure(
  program: string,
  server: FunctionServer,
  environment: Readonly<Record<string, string>>,
): Promise<Measurement> {
  const home = mkdtempSync(join(tmpdir(), 'bench-run-'));
  const output = join(home, 'output');
  writeFileSync(output, '');
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', USAGE, program], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: {
      PATH: process.env.PATH,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(home, 'summary'),
      RUNNER_TEMP: home,
      INPUT_REGION: 'cn-hangzhou',
      INPUT_ENDPOINT: server.endpoint,
      'INPUT_FUNCTION-NAME': 'echo',
      'INPUT_ACCESS-KEY-ID': 'id',
      'INPUT_ACCESS-KEY-SECRET': 'secret',
      ...environment,
    },
  });
  let usage = '';
  child.stdio[3]?.on('data', (chunk) => {
    usage += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wallMs = performance.now() - start;
  if (code !== 0) throw new Error(`${program} ended with exit code ${code}.`);
  rmSync(home, { recursive: true });
  const { cpu, maxRSS } = JSON.parse(usage) as { cpu: number; maxRSS: number };
  const firstByteMs = server.firstByte - start;
  return { wallMs, cpuMs: cpu / 1000, peakMiB: maxRSS / 1024, firstByteMs };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
