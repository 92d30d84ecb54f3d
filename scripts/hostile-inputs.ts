/**
 * Part of `npm run faults`: what a hostile or broken function, trigger, STS or service sends,
 * with the time and the memory that the bundled action takes for it. Fails when one takes more than
 * 5 s or 300 MB; time is that of a machine with two idle cores, so the ratio to a greeting is
 * printed as well.
 *
 * `tsx scripts/hostile-inputs.ts frames` runs only those whose name contains `frames`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { all } from '../__tests__/faults/arrangements';
import type { Arrangement, Cause, FaultRow } from '../__tests__/faults/fault-row';
import { runFault } from '../__tests__/faults/run-fault';
import { FAULTS } from '../__tests__/faults/table';
import { runAction } from '../__tests__/runner/action';
import { messageOf } from '../src/text';
import { peakMegabytes, peakMemoryOption } from './peak-memory';

const MAX_SECONDS = 5;
const MAX_MEGABYTES = 300;
const MB = 1_000_000;
const SOURCE_FILES = 19_000;
const THROWS = "exports.handler = async () => { throw new Error('x'); };";
const WAIT = { 'invocation-type': 'async', wait: 'true' };

const files: Arrangement = async ({ folder }) => {
  for (let index = 0; index < SOURCE_FILES; index++) {
    const parent = join(folder, 'code', `folder-${index % 100}`);
    if (index < 100) mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, `File${index}.java`), '');
  }
  return { env: { GITHUB_WORKSPACE: folder }, inputs: { 'source-path': 'code' } };
};

/** A function error whose stack names files that do not exist, as Node.js and Java write frames. */
function stack(frames: number, line: (index: number) => string): Cause {
  const stackTrace = Array.from({ length: frames }, (_, index) => line(index));
  const body = JSON.stringify({ errorMessage: 'x', errorType: 'Error', stackTrace });
  return { source: THROWS, faults: [{ type: 'body', body }], arrange: files };
}
const node = (index: number) => `    at f (/code/folder-1/missing-${index}.js:${index + 1}:9)`;
const java = (index: number) => `\tat example.App${index}.f(Missing${index}.java:${index + 1})`;

function returns(body: string | Buffer, expect = ''): Cause {
  return { faults: [{ type: 'body', body }], inputs: { expect } };
}
const brackets = (megabytes: number) => Buffer.alloc(megabytes * MB, '[');

/** A task whose last event has a detail of so many bytes. */
function task(bytes: number): Cause {
  const eventDetail = JSON.stringify({ logTail: 'x'.repeat(bytes) });
  const body = JSON.stringify({ status: 'Succeeded', events: [{ eventDetail }] });
  return {
    faults: [{ type: 'body', body, operation: 'GetAsyncTask', times: Infinity }],
    inputs: WAIT,
  };
}

/** A row of the fault matrix. */
function row(name: string): [string, Cause] {
  const found: FaultRow | undefined = Object.values(FAULTS)
    .flat()
    .find(([fault]) => fault === name);
  if (found === undefined) throw new Error(`The fault matrix has no row "${name}".`);
  return [name, found[1]];
}

const INPUTS: readonly (readonly [name: string, cause: () => Cause])[] = [
  ...[
    row('another protocol (101)'),
    row('another protocol (101) through an HTTP trigger'),
    row('another protocol (101) from STS'),
    row('early hints (103) without end'),
    row('2,500 headers before the error type'),
    row('headers named like members of every object'),
    row('a result without end'),
    row('a small result that decodes to more than 256 MiB'),
  ].map(([name, cause]) => [name, () => cause] as const),
  ['20,000 frames of Node.js, 19,000 files', () => stack(20_000, node)],
  ['100,000 frames of Node.js, 19,000 files', () => stack(100_000, node)],
  ['20,000 frames of Java, 19,000 files', () => stack(20_000, java)],
  ['100,000 frames of Java, 19,000 files', () => stack(100_000, java)],
  ['32 MB of [', () => returns(brackets(32))],
  ['32 MB of [, an expectation on statusCode', () => returns(brackets(32), 'statusCode == `200`')],
  ['32 MB of [, an expectation on result', () => returns(brackets(32), "result == 'x'")],
  ['32 MB of [], an expectation on result', () => returns(lists(32), 'length(result) == `1`')],
  ['100 MB of [', () => returns(brackets(100))],
  [
    '100 MB of [, an expectation on statusCode',
    () => returns(brackets(100), 'statusCode == `200`'),
  ],
  ['100 MB of [, an expectation on result', () => returns(brackets(100), 'result == `null`')],
  [
    '64 KB of "request time " in a service error',
    () => ({
      faults: [
        { type: 'service-error', code: 'AccessDenied', message: 'request time '.repeat(5_040) },
      ],
    }),
  ],
  ['3,900 cookies, and a result of 64 KB', () => cookies(Array.from({ length: 3_900 }, cookie))],
  ['one cookie of 100 KB, and a result of 64 KB', () => cookies([`a=${'a'.repeat(100_000)}`])],
  ['a task with a log tail of 7 MB', () => task(7 * MB)],
  ['a task with a log tail of 20 MB', () => task(20 * MB)],
  [
    'a task of 8 MB of [',
    () => ({
      faults: [{ type: 'body', body: brackets(8), operation: 'GetAsyncTask', times: Infinity }],
      inputs: { ...WAIT, timeout: '2' },
    }),
  ],
];

const cookie = (_: unknown, index: number) => `${'a'.repeat(6)}=aaaaaa${index}`;

/** Values to be masked in a result that they nearly occur in, everywhere. */
function cookies(values: readonly string[]): Cause {
  const set = values.map((value) => ['Set-Cookie', value] as const);
  return {
    together: [
      { type: 'headers', set },
      { type: 'body', body: 'a'.repeat(64 * 1024) },
    ],
  };
}

function lists(megabytes: number): Buffer {
  return Buffer.from(`[${'[],'.repeat((megabytes * MB) / 3 - 1)}[]]`);
}

const [wanted = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fc-hostile-'));
const file = join(folder, 'peak');

async function measured(cause: Cause) {
  const peak: Arrangement = async () => ({ env: { NODE_OPTIONS: peakMemoryOption(file) } });
  const arrange = cause.arrange === undefined ? peak : all(cause.arrange, peak);
  const seen = await runFault({ ...cause, arrange }, runAction);
  return { seen, seconds: seen.step.durationMs / 1000, megabytes: peakMegabytes(file) };
}

let failed = 0;
await measured({});
const idle = await measured({});
console.log('| Input | s | × greeting | Peak MB | Outcome |');
console.log('| --- | --- | --- | --- | --- |');
console.log(`| a greeting | ${idle.seconds.toFixed(2)} | 1 | ${idle.megabytes} | |`);
for (const [name, cause] of INPUTS) {
  if (!name.includes(wanted)) continue;
  try {
    const { seen, seconds, megabytes } = await measured(cause());
    const isOver = seconds > MAX_SECONDS || megabytes > MAX_MEGABYTES;
    if (isOver) failed++;
    const ratio = (seconds / idle.seconds).toFixed(1);
    const outcome = `${isOver ? '**over the limit**, ' : ''}${seen.errorType || 'passed'}: ${seen.message.slice(0, 100)}`;
    console.log(`| ${name} | ${seconds.toFixed(2)} | ${ratio} | ${megabytes} | ${outcome} |`);
  } catch (error) {
    failed++;
    console.log(`| ${name} | | | | **failed**: ${messageOf(error).slice(0, 300)} |`);
  }
}
rmSync(folder, { recursive: true });
console.log(`\n${failed} over ${MAX_SECONDS} s or ${MAX_MEGABYTES} MB.`);
if (failed > 0) process.exitCode = 1;
