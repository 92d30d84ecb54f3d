/**
 * Measures what the bundled action takes for many invocations in one step: time, peak memory,
 * executions, and the connections that were open at a time. Fails unless each run is executed exactly
 * once, no more connections are open than runs may be under way, and the peak of 1,000 runs is near
 * that of 50.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTcpServer } from '../__tests__/network/tcp-server';
import { runAction } from '../__tests__/runner/action';
import { emulatorInputs } from '../__tests__/runner/emulator-inputs';
import { startTestEmulator } from '../__tests__/support/emulator';
import { peakMegabytes, peakMemoryOption } from './peak-memory';

const MAX_PARALLEL = 50;
/** Garbage that is not collected yet: 4,000 runs take no more than 1,000. */
const MAX_MORE_MB = 128;
/** A connection that the action has closed counts until this side has noticed. */
const MAX_OPEN = MAX_PARALLEL + 10;

const KIB = 1024;
const CASE_FILE = JSON.stringify(Array.from({ length: 1000 }, (_, n) => ({ name: `case ${n}` })));

interface Load {
  readonly name: string;
  readonly source: string;
  readonly runs: number;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The load that this one is compared with. */
  readonly like?: string;
}

const returning = (bytes: number) => `exports.handler = async () => 'x'.repeat(${bytes});`;
const SMALL = "exports.handler = async () => ({ status: 'ok' });";
const EXPECT = 'runs.errors == `0`\nruns.latencyMs.p95 > `0`';
const cases = { cases: 'cases.json', expect: "result.status == 'ok'" };

const LOADS: readonly Load[] = [
  { name: 'small results, 50 runs', source: SMALL, runs: 50 },
  { name: 'small results', source: SMALL, runs: 1000, like: 'small results, 50 runs' },
  { name: '64 KiB each, 50 runs', source: returning(64 * KIB), runs: 50 },
  { name: '64 KiB each', source: returning(64 * KIB), runs: 1000, like: '64 KiB each, 50 runs' },
  { name: '1 MiB each, 50 runs', source: returning(KIB * KIB), runs: 50 },
  { name: '1 MiB each', source: returning(KIB * KIB), runs: 1000, like: '1 MiB each, 50 runs' },
  { name: 'small results, as cases', source: SMALL, runs: 1000, inputs: cases },
];

const folder = mkdtempSync(join(tmpdir(), 'fc-load-'));
const emulator = await startTestEmulator();
const peaks = new Map<string, number>();
const problems: string[] = [];

console.log('| Load | Runs | At a time | Time | Executions | Connections | Open at most | Peak |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const load of LOADS) await measure(load);

await emulator.close();
rmSync(folder, { recursive: true });
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

async function measure({ name, source, runs, inputs, like }: Load): Promise<void> {
  const functionName = `load-${peaks.size}`;
  await emulator.deploy({ functionName, code: { 'index.js': source }, memorySize: 1024 });
  const door = await startDoor(new URL(emulator.endpoint));
  const file = join(folder, 'peak');
  const step = await runAction({
    inputs: {
      ...emulatorInputs(emulator),
      endpoint: door.endpoint,
      'function-name': functionName,
      'max-parallel': String(MAX_PARALLEL),
      ...(inputs ?? { repeat: String(runs), expect: EXPECT }),
    },
    workspaceFiles: { 'cases.json': CASE_FILE },
    env: { NODE_OPTIONS: peakMemoryOption(file) },
  });
  const { all, most } = door;
  await door.close();
  const executions = emulator.executions(functionName);
  const peak = peakMegabytes(file);
  peaks.set(name, peak);
  const seconds = (step.durationMs / 1000).toFixed(1);
  const cells = [name, runs, MAX_PARALLEL, `${seconds} s`, executions, all(), most(), `${peak} MB`];
  console.log(`| ${cells.join(' | ')} |`);

  const more = like === undefined ? 0 : peak - (peaks.get(like) ?? 0);
  if (step.exitCode !== 0) problems.push(`${name}: the step failed\n${step.stdout}${step.stderr}`);
  if (step.stderr !== '') problems.push(`${name}: standard error has ${step.stderr}`);
  if (executions !== runs) problems.push(`${name}: ${executions} executions instead of ${runs}`);
  if (most() > MAX_OPEN) problems.push(`${name}: ${most()} connections were open at a time`);
  if (more > MAX_MORE_MB) problems.push(`${name}: ${more} MB more than for 50 runs`);
  step.dispose();
}

/** Passes every byte on to the emulator, and counts the connections that the action holds open. */
async function startDoor({ hostname, port }: URL) {
  let [all, now, most] = [0, 0, 0];
  const server = await startTcpServer((client) => {
    all++;
    now++;
    most = Math.max(most, now);
    client.once('close', () => now--);
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    all: () => all,
    most: () => most,
    close: () => server.close(),
  };
}
