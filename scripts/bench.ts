/**
 * `npm run bench`: what the action adds to a call. Runs (a) the action as `dist/index.js`, (b) the
 * official SDK's sample, bundled and minified by ncc, and (c) a script that does the least, in turn
 * against a bare loopback server that echoes; then the action over a connection that takes long to
 * open, and with many cases. Prints tables and writes docs/benchmark.md.
 *
 * `npm run bench -- 31` makes 31 rounds instead of 15. `npm run bench -- cases` makes only the part of
 * that name (calls, connection, cases or sizes), and writes nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestAuthority } from '../__tests__/network/certificate';
import { ConnectProxy } from '../__tests__/network/connect-proxy';
import { manyCases } from './bench/cases';
import { FunctionServer } from './bench/function-server';
import { ACTION, FLOOR, type Measurement, measure, median } from './bench/process';

const KINDS = ['a', 'b', 'c'] as const;
type Kind = (typeof KINDS)[number];

/** A round trip between two continents. */
const CONNECT_MS = 150;

/** A round of many cases has hundreds of runs. */
const ROUNDS_FOR_ONE_OF_CASES = 5;

const SIZES = { 'small call (100 bytes)': 100, '32 MiB in and out': 32 * 1024 * 1024 };
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  calls,
  connection: slowConnection,
  cases: () => manyCases(Math.ceil(rounds / ROUNDS_FOR_ONE_OF_CASES)),
  sizes,
};
const wanted = process.argv.slice(2).filter((each) => each in PARTS);
const [given = '15'] = process.argv.slice(2).filter((each) => !(each in PARTS));
const rounds = Number(given);
if (!(rounds >= 1)) throw new Error(`${given} is neither a number of rounds nor a part.`);

let sample: string | undefined;
const report: string[] = [];
for (const [name, make] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) report.push(await make());
}
rmSync(folder, { recursive: true });

const text = `# Benchmark

Made by \`npm run bench\` under Node.js ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'} (${process.platform} ${process.arch}): medians of ${rounds} rounds in which (a) the action, (b) the official SDK's documented sample, bundled and minified by ncc, and (c) a script that signs and posts with \`node:crypto\` and \`node:http\` take turns as whole processes, against a loopback server that echoes. Ratios are medians of the ratios of each round.

${report.join('\n')}`;
console.log(text);
if (wanted.length > 0) console.error('docs/benchmark.md is only written with all parts.');
else if (process.version.startsWith('v24.')) writeFileSync(join(root, 'docs/benchmark.md'), text);
else
  console.error('docs/benchmark.md is only written under Node.js 24, the runtime of the action.');

/** One call, of each size and by each program. */
async function calls(): Promise<string> {
  const server = await FunctionServer.start();
  const programs: Record<Kind, string> = { a: ACTION, b: sdkSample(), c: FLOOR };
  const run = (kind: Kind, event: string) =>
    measure(programs[kind], server, { 'INPUT_EVENT-FILE': event });
  const tables: string[] = [];
  for (const [name, bytes] of Object.entries(SIZES)) {
    const event = join(folder, 'event');
    writeFileSync(event, Buffer.alloc(bytes, 'x'));
    for (const kind of KINDS) await run(kind, event);
    const runs: Record<Kind, Measurement>[] = [];
    for (let round = 0; round < rounds; round++) {
      const a = await run('a', event);
      const b = await run('b', event);
      const c = await run('c', event);
      runs.push({ a, b, c });
    }
    tables.push(table(name, runs));
  }
  server.close();
  return tables.join('\n');
}

/** As to another continent: the tunnel of a proxy stands only after a while. Over TLS, by name. */
async function slowConnection(): Promise<string> {
  const event = join(folder, 'event');
  writeFileSync(event, 'x');
  const authority = new TestAuthority();
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.cert);
  const server = await FunctionServer.start();
  const secure = createTlsServer(authority.issue({ hosts: ['localhost'] }), server.respond);
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const overTls = {
    'INPUT_EVENT-FILE': event,
    INPUT_ENDPOINT: `https://localhost:${(secure.address() as AddressInfo).port}`,
    NODE_EXTRA_CA_CERTS: authorityFile,
  };
  const proxy = await ConnectProxy.start({ connectMs: CONNECT_MS });
  const walls: { direct: number; tunnelled: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { wallMs: direct } = await measure(ACTION, server, overTls);
    const tunnel = { ...overTls, HTTPS_PROXY: proxy.url() };
    const { wallMs: tunnelled } = await measure(ACTION, server, tunnel);
    walls.push({ direct, tunnelled });
  }
  await proxy.close();
  secure.close();
  server.close();
  const row = (what: string, values: number[]) => `| ${what} | ${median(values).toFixed(0)} |`;
  return [
    `## A connection that takes ${CONNECT_MS} ms to open`,
    '',
    '| (a) action, over TLS, wall | ms |',
    '| --- | --- |',
    row(
      'opens at once',
      walls.map(({ direct }) => direct),
    ),
    row(
      `opens after ${CONNECT_MS} ms`,
      walls.map(({ tunnelled }) => tunnelled),
    ),
    row(
      'difference, round by round',
      walls.map(({ direct, tunnelled }) => tunnelled - direct),
    ),
    '',
  ].join('\n');
}

/** The folder's own tsconfig.json leaves nothing out of the bundle, as that of the action does. */
function sdkSample(): string {
  if (sample !== undefined) return sample;
  const out = join(folder, 'sdk-sample');
  mkdirSync(out);
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js'),
      'build',
      'sdk-sample.ts',
      '--minify',
      '--out',
      out,
    ],
    { cwd: join(root, 'scripts/bench'), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  sample = join(out, 'index.js');
  return sample;
}

function table(name: string, runs: readonly Record<Kind, Measurement>[]): string {
  const metrics: [keyof Measurement, string][] = [
    ['wallMs', 'wall, ms'],
    ['cpuMs', 'CPU, ms'],
    ['peakMiB', 'peak memory, MiB'],
    ['firstByteMs', 'start to first byte, ms'],
  ];
  const rows = metrics.map(([metric, label]) => {
    const values = KINDS.map((kind) => median(runs.map((run) => run[kind][metric])).toFixed(0));
    const ratio = (other: Kind) => median(runs.map((run) => run.a[metric] / run[other][metric]));
    return `| ${label} | ${values.join(' | ')} | ${ratio('b').toFixed(2)} | ${ratio('c').toFixed(2)} |`;
  });
  return [
    `## ${name}`,
    '',
    '| | (a) action | (b) SDK sample | (c) floor | a/b | a/c |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** What a runner downloads is the archive of the repository at a tag. */
async function sizes(): Promise<string> {
  const archive = execFileSync('git', ['archive', '--format=tar.gz', 'HEAD'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  return `## Sizes

| | |
| --- | --- |
| \`dist/index.js\` | ${mb(statSync(ACTION).size)} |
| the SDK sample, bundled | ${mb(statSync(sdkSample()).size)} |
| archive of the repository that a runner downloads | ${mb(archive.length)} |
`;
}
