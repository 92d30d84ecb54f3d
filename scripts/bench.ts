/**
 * `npm run bench`: what the action adds to a call. Runs (a) the action as `dist/index.js`, (b) the
 * official SDK's sample, bundled and minified by ncc, and (c) a script that does the least, in turn
 * against a bare loopback server that echoes; then the action over a connection that takes long to
 * open. Prints tables and writes docs/benchmark.md.
 *
 * `npm run bench -- 31` makes 31 rounds instead of 15.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestAuthority } from '../__tests__/network/certificate';
import { ConnectProxy } from '../__tests__/network/connect-proxy';

const KINDS = ['a', 'b', 'c'] as const;
type Kind = (typeof KINDS)[number];

interface Measurement {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** From the start of the process to its first byte at the server. */
  readonly firstByteMs: number;
}

/** A round trip between two continents. */
const CONNECT_MS = 150;

const SIZES = { 'small call (100 bytes)': 100, '32 MiB in and out': 32 * 1024 * 1024 };
const rounds = Number(process.argv[2] ?? 15);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

let firstByte = 0;
function echo(request: IncomingMessage, response: ServerResponse): void {
  firstByte = performance.now();
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'x-fc-request-id': '1-00000000-00000000-000000000000',
    'x-fc-log-result': Buffer.from('FC Invoke Start\nFC Invoke End\n').toString('base64'),
  });
  request.pipe(response);
}
const server = createServer(echo);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const programs: Record<Kind, string> = {
  a: join(root, 'dist/index.js'),
  b: bundle('sdk-sample.ts'),
  c: join(root, 'scripts/bench/floor.mjs'),
};

const report: string[] = [];
for (const [name, bytes] of Object.entries(SIZES)) {
  const event = join(folder, 'event');
  writeFileSync(event, Buffer.alloc(bytes, 'x'));
  for (const kind of KINDS) await measure(kind, event);
  const runs: Record<Kind, Measurement>[] = [];
  for (let round = 0; round < rounds; round++) {
    const a = await measure('a', event);
    const b = await measure('b', event);
    const c = await measure('c', event);
    runs.push({ a, b, c });
  }
  report.push(table(name, runs));
}
report.push(await slowConnection());
server.close();
report.push(sizes());
rmSync(folder, { recursive: true });

const text = `# Benchmark

Made by \`npm run bench\` under Node.js ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'} (${process.platform} ${process.arch}): medians of ${rounds} rounds in which (a) the action, (b) the official SDK's documented sample, bundled and minified by ncc, and (c) a script that signs and posts with \`node:crypto\` and \`node:http\` take turns as whole processes, against a loopback server that echoes. Ratios are medians of the ratios of each round.

${report.join('\n')}`;
console.log(text);
if (process.version.startsWith('v24.')) writeFileSync(join(root, 'docs/benchmark.md'), text);
else
  console.error('docs/benchmark.md is only written under Node.js 24, the runtime of the action.');

/** As to another continent: the tunnel of a proxy stands only after a while. Over TLS, by name. */
async function slowConnection(): Promise<string> {
  const event = join(folder, 'event');
  writeFileSync(event, 'x');
  const authority = new TestAuthority();
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.cert);
  const secure = createTlsServer(authority.issue({ hosts: ['localhost'] }), echo);
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const overTls = {
    INPUT_ENDPOINT: `https://localhost:${(secure.address() as AddressInfo).port}`,
    NODE_EXTRA_CA_CERTS: authorityFile,
  };
  const proxy = await ConnectProxy.start({ connectMs: CONNECT_MS });
  const walls: { direct: number; tunnelled: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { wallMs: direct } = await measure('a', event, overTls);
    const tunnel = { ...overTls, HTTPS_PROXY: proxy.url() };
    const { wallMs: tunnelled } = await measure('a', event, tunnel);
    walls.push({ direct, tunnelled });
  }
  await proxy.close();
  secure.close();
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

async function measure(kind: Kind, event: string, environment = {}): Promise<Measurement> {
  const home = mkdtempSync(join(folder, 'run-'));
  const output = join(home, 'output');
  writeFileSync(output, '');
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'scripts/bench/usage.mjs'), programs[kind]],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      env: {
        PATH: process.env.PATH,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(home, 'summary'),
        RUNNER_TEMP: home,
        INPUT_REGION: 'cn-hangzhou',
        INPUT_ENDPOINT: endpoint,
        'INPUT_FUNCTION-NAME': 'echo',
        'INPUT_EVENT-FILE': event,
        'INPUT_ACCESS-KEY-ID': 'id',
        'INPUT_ACCESS-KEY-SECRET': 'secret',
        ...environment,
      },
    },
  );
  let usage = '';
  child.stdio[3]?.on('data', (chunk) => {
    usage += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wallMs = performance.now() - start;
  if (code !== 0) throw new Error(`(${kind}) ended with exit code ${code}.`);
  rmSync(home, { recursive: true });
  const { cpu, maxRSS } = JSON.parse(usage) as { cpu: number; maxRSS: number };
  return { wallMs, cpuMs: cpu / 1000, peakMiB: maxRSS / 1024, firstByteMs: firstByte - start };
}

/** The folder's own tsconfig.json leaves nothing out of the bundle, as that of the action does. */
function bundle(source: string): string {
  const out = join(folder, 'sdk-sample');
  mkdirSync(out);
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js'),
      'build',
      source,
      '--minify',
      '--out',
      out,
    ],
    { cwd: join(root, 'scripts/bench'), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return join(out, 'index.js');
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
function sizes(): string {
  const archive = execFileSync('git', ['archive', '--format=tar.gz', 'HEAD'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  return `## Sizes

| | |
| --- | --- |
| \`dist/index.js\` | ${mb(statSync(join(root, 'dist/index.js')).size)} |
| the SDK sample, bundled | ${mb(readFileSync(programs.b).length)} |
| archive of the repository that a runner downloads | ${mb(archive.length)} |
`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
