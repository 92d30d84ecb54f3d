import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { GetFunctionRequest, ListTriggersRequest } from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEmulator } from '../../emulator';
import { HELP, readArguments } from '../../emulator/cli/arguments';
import { startKeyless } from '../../emulator/cli/keyless';
import { requestLine } from '../../emulator/cli/request-line';
import { serve } from '../../emulator/cli/serve';
import { UsageError } from '../../emulator/cli/usage-error';
import { invoke, sdkClient, type Target } from '../../emulator/clients/official-sdk';
import { isTrusted, type Policy } from '../../emulator/identity/ram-policy';

const NOTHING: Policy = { Version: '1', Statement: [] };

const CLI = fileURLToPath(new URL('../../emulator/cli.ts', import.meta.url));

let folder: string;
let temporary: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fc-cli-'));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
});

afterEach(() => rm(folder, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());

type Child = ChildProcessByStdio<null, Readable, Readable>;

function options() {
  const env = {
    ...process.env,
    TMPDIR: temporary,
    TEMP: temporary,
    // The tests may run in such a job.
    ACTIONS_ID_TOKEN_REQUEST_URL: '',
    INIT_CWD: folder,
  };
  return { stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], env };
}

function start(...args: string[]): Child {
  return spawn(process.execPath, ['--import', 'tsx', CLI, ...args], options());
}

async function outcomeOf(...args: string[]) {
  const child = start(...args);
  const [output, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output, error };
}

/** Where it keeps code and logs while it runs. */
async function temporaryFolders(): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith('fc-emulator-'));
}

async function addFunction(name: string, files: Record<string, string>): Promise<void> {
  await mkdir(join(folder, name));
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(folder, name, file), content);
  }
}

test('it serves every function of a folder until a signal, and leaves nothing behind', async () => {
  await addFunction('plain', {
    'index.js':
      'exports.handler = async (event, { function: { timeout } }) => event + " " + timeout;',
  });
  await addFunction('configured', {
    'main.js': 'exports.run = async () => process.env.GREETING;',
    'index.js': '',
    'function.json': '{"handler":"main.run","timeout":5,"environmentVariables":{"GREETING":"hi"}}',
  });
  await addFunction('not-a-function', { 'readme.txt': '' });
  const { site, child, target, lines } = await started(start(folder));

  expect(site).toEqual({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    region: 'cn-hangzhou',
    accountId: expect.stringMatching(/^\d{16}$/),
    accessKeyId: expect.stringMatching(/^LTAI/),
    accessKeySecret: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
    logEndpoint: site.endpoint,
    httpTriggers: [],
  });
  expect((await invoke(target, 'plain', { body: 'x' })).body.toString()).toBe('x 60');
  expect((await invoke(target, 'configured')).body.toString()).toBe('hi');
  await expect(invoke(target, 'not-a-function')).rejects.toMatchObject({
    code: 'FunctionNotFound',
  });

  child.kill('SIGTERM');

  expect(await once(child, 'close')).toEqual([0, null]);
  expect(lines().map((line) => line.split(' ', 4).join(' '))).toEqual([
    'POST InvokeFunction plain 200',
    'POST InvokeFunction configured 200',
    'POST InvokeFunction not-a-function 404',
  ]);
  expect(await temporaryFolders()).toEqual([]);
});

test('what cannot be served is one clear sentence, with a path from where npm was called', async () => {
  const { code, error, output } = await outcomeOf('nowhere');

  expect(code).toBe(1);
  expect(error).toBe(`The folder '${join(folder, 'nowhere')}' cannot be read.\n`);
  expect(output).toBe('');
});

test('a port that is in use is one clear sentence', async () => {
  await addFunction('f', { 'index.js': '' });
  const { site, close } = await served();
  const port = Number(new URL(site.endpoint ?? '').port);

  await expect(served({ port })).rejects.toThrow(new Error(`Port ${port} is in use.`));
  await close();
});

test('a folder without functions is refused', async () => {
  await expect(served()).rejects.toThrow('has an index.js, a function.json or');
});

test('a mistake in a function.json names file and key, and leaves nothing behind', async () => {
  await addFunction('f', { 'index.js': '', 'function.json': '{"timeuot":3}' });
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('TEMP', temporary);

  await expect(served()).rejects.toThrow(
    `In '${join(folder, 'f')}': function.json: timeuot is not a known key.`,
  );

  expect(await temporaryFolders()).toEqual([]);
});

test('--help says everything, and starts nothing', async () => {
  expect(await outcomeOf('--help')).toEqual({ code: 0, error: '', output: HELP });
  for (const name of ['port', 'keyless', 'logs', 'help']) expect(HELP).toContain(`  --${name}`);
});

test.each([
  ['no folder', [], 'Exactly one folder with functions is expected.'],
  ['two folders', ['a', 'b'], 'Exactly one folder with functions is expected.'],
  [
    'a port that is none',
    ['a', '--port', '65536'],
    "--port must be a number from 0 to 65535, not '65536'.",
  ],
  ['a port that is no number', ['a', '--port', '8o'], "not '8o'."],
  ['an unknown option', ['a', '--host', 'x'], /^Unknown option '--host'$/],
])('%s is a mistake', (_what, args, sentence) => {
  expect(() => readArguments(args, '/work')).toThrow(sentence);
  expect(() => readArguments(args, '/work')).toThrow(UsageError);
});

test.each([
  [['a'], { port: 0, keyless: false, logs: false }],
  [['a', '--port', '65535'], { port: 65_535, keyless: false, logs: false }],
  [['--keyless', 'a'], { port: 0, keyless: true, logs: false }],
  [['--logs', 'a'], { port: 0, keyless: false, logs: true }],
])('%j is understood', (args, given) => {
  expect(readArguments(args, '/work')).toEqual({ folder: resolve('/work/a'), ...given });
});

test.each(['--help', '-h'])('%s is asked for whatever else there is', (help) => {
  expect(readArguments([help], '/')).toBe('help');
});

test('--keyless: a job without a key gets temporary credentials that may do everything', async () => {
  await addFunction('f', { 'index.js': 'exports.handler = async () => 1;' });
  const { site, close } = await served({ keyless: true });

  const idToken = await fetch(`${site.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.aliyuncs.com`, {
    headers: { authorization: `Bearer ${site.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  const { value } = (await idToken.json()) as { value: string };
  const parameters = new URLSearchParams({
    Version: '2015-04-01',
    Action: 'AssumeRoleWithOIDC',
    Timestamp: new Date().toISOString(),
    OIDCProviderArn: site.oidcProviderArn ?? '',
    OIDCToken: value,
    RoleArn: site.roleToAssume ?? '',
    RoleSessionName: 'test',
  });
  const response = await fetch(`${site.stsEndpoint}/?${parameters}`);
  const { Credentials } = (await response.json()) as { Credentials: Record<string, string> };
  const accessKey = {
    accessKeyId: Credentials.AccessKeyId ?? '',
    accessKeySecret: Credentials.AccessKeySecret ?? '',
    securityToken: Credentials.SecurityToken ?? '',
  };
  const client = sdkClient({ endpoint: site.endpoint ?? '', accessKey });
  expect((await client.listTriggers('f', new ListTriggersRequest({}))).statusCode).toBe(200);
  await close();
});

test('--keyless in a job on GitHub trusts the token of that job, of this repository only', async () => {
  await addFunction('f', { 'index.js': '' });
  const given = { folder, port: 0, keyless: true, logs: false };
  const job = {
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com',
    GITHUB_REPOSITORY: 'octocat/hello',
    GITHUB_REPOSITORY_OWNER_ID: '1',
    GITHUB_REPOSITORY_ID: '2',
  };
  const { site, close } = await serve(given, () => {}, job);
  expect(Object.keys(site)).toEqual(expect.arrayContaining(['roleToAssume', 'stsEndpoint']));
  expect(Object.keys(site).join()).not.toContain('ACTIONS');
  await close();

  const emulator = await startEmulator();
  const world = await startKeyless(emulator, job);
  const { ram, roleArn, providerArn } = world;
  const claims = {
    'oidc:iss': 'https://token.actions.githubusercontent.com',
    'oidc:aud': 'sts.aliyuncs.com',
  };
  const isTrustedAs = (subject: string) =>
    isTrusted(ram.role(roleArn)?.trustPolicy ?? NOTHING, providerArn, {
      ...claims,
      'oidc:sub': subject,
    });
  expect(isTrustedAs('repo:octocat/hello:ref:refs/heads/main')).toBe(true);
  expect(isTrustedAs('repo:octocat@1/hello@2:ref:refs/heads/main')).toBe(true);
  expect(isTrustedAs('repo:octocat/other:ref:refs/heads/main')).toBe(false);
  expect(ram.oidcProvider(providerArn)?.issuerUrl).toBe(claims['oidc:iss']);
  await Promise.all([world.close(), emulator.close()]);
});

test('every request is one line, without what is secret in it', async () => {
  await addFunction('f', {
    'index.js': 'exports.handler = async () => { throw new Error(); };',
    'function.json':
      '{"triggers":[{"triggerName":"t","triggerType":"http","triggerConfig":{"authType":"anonymous"}}]}',
  });
  const { site, close, lines, target } = await served({ keyless: true });
  const [trigger] = site.httpTriggers ?? [];

  await invoke(target, 'f');
  await fetch(`${trigger?.url}health?token=secret`);
  await fetch(`${site.endpoint}/nowhere`);
  await fetch(`${site.stsEndpoint}/?OIDCToken=secret`, { method: 'POST' });
  await fetch(`${site.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=a`);
  await close();

  const { pathname } = new URL(trigger?.url ?? '');
  expect(lines.map((line) => line.replace(/\d+ ms$/, 'ms'))).toEqual([
    expect.stringMatching(/^POST InvokeFunction f 200 UnhandledInvocationError 1-[\w-]+ ms$/),
    expect.stringMatching(new RegExp(`^GET ${pathname}health f 502 UnhandledI\\w+ 1-[\\w-]+ ms$`)),
    expect.stringMatching(/^GET \/nowhere - 404 1-[\w-]+ ms$/),
    expect.stringMatching(/^POST AssumeRoleWithOIDC - 404 [A-F\d-]+ ms$/),
    expect.stringMatching(/^GET \/_apis\/[\w/]+idtoken - 401 - ms$/),
  ]);
});

test.each([
  [true, 'emulator'],
  [false, null],
])(
  '--logs %s: GetFunction tells the logstore of a function that says none',
  async (logs, project) => {
    await addFunction('f', { 'index.js': 'exports.handler = async () => 1;' });
    const { close, target, site } = await served({ logs });

    const { body } = await sdkClient(target).getFunction('f', new GetFunctionRequest({}));
    expect(body?.logConfig?.project ?? null).toBe(project);
    expect(site.logEndpoint).toBe(site.endpoint);
    await close();
  },
);

describe.skipIf(process.platform === 'win32')('a signal ends it with all that it started', () => {
  let server: Server;
  /** Of the function's process and of one that it started; they close when these end. */
  let connections: Socket[];

  beforeEach(async () => {
    connections = [];
    server = createServer((socket) => {
      connections.push(socket.resume().on('error', () => {}));
      server.emit(`connection ${connections.length}`);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const connect = `require('node:net').connect(${port}, '127.0.0.1')`;
    await addFunction('busy', {
      'index.js': `${connect};
        require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(connect)}]);
        exports.handler = () => new Promise(() => {});`,
    });
  });

  afterEach(() => void server.close());

  /** Invokes the function, which never ends, and sends a request whose body never comes. */
  async function requestsTo(child: Child): Promise<Promise<string>[]> {
    const { target, site } = await started(child);
    const isBusy = once(server, 'connection 2');
    const half = request(site.endpoint ?? '', { method: 'POST' });
    const isCut = new Promise<string>((resolve) => half.on('error', () => resolve('cut')));
    half.write('half');
    const invoked = invoke(target, 'busy').then(String, () => 'cut');
    await isBusy;
    return [invoked, isCut];
  }

  async function expectNothingLeft(requests: Promise<string>[]): Promise<void> {
    expect(await Promise.all(requests)).toEqual(['cut', 'cut']);
    await Promise.all(connections.map((socket) => socket.closed || once(socket, 'close')));
    expect(await temporaryFolders()).toEqual([]);
  }

  test.each([
    ['SIGTERM', 1],
    // A terminal signals the whole group, and npm its child again.
    ['SIGINT', 2],
  ] as const)('%s, %d times', async (signal, times) => {
    const child = start(folder);
    const requests = await requestsTo(child);

    for (let time = 0; time < times; time += 1) child.kill(signal);

    expect(await once(child, 'close')).toEqual([0, null]);
    await expectNothingLeft(requests);
  });

  test('SIGTERM to npm, which does not pass it on', async () => {
    const npm = spawn('npm', ['run', '--silent', 'emulator', '--', folder], options());
    const requests = await requestsTo(npm);

    npm.kill('SIGTERM');

    // Once all are gone that could write.
    await once(npm, 'close');
    await expectNothingLeft(requests);
  });
});

interface Site {
  readonly endpoint?: string;
  readonly logEndpoint?: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly roleToAssume?: string;
  readonly oidcProviderArn?: string;
  readonly stsEndpoint?: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_URL?: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN?: string;
  readonly httpTriggers?: readonly { readonly url: string }[];
}

function targetAt({ endpoint = '', accessKeyId = '', accessKeySecret = '' }: Site): Target {
  return { endpoint, accessKey: { accessKeyId, accessKeySecret } };
}

/** What it says in its first line, and on standard error until it ends. */
async function started(child: Child) {
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const site: Site = JSON.parse(line);
  return { site, child, target: targetAt(site), lines: () => error.trim().split('\n') };
}

/** The same in this process. */
async function served(given: { port?: number; keyless?: boolean; logs?: boolean } = {}) {
  const lines: string[] = [];
  const serving = await serve(
    { folder, port: 0, keyless: false, logs: false, ...given },
    (exchanged) => lines.push(requestLine(exchanged)),
    {},
    { instances: 'in-process' },
  );
  const site: Site = JSON.parse(JSON.stringify(serving.site));
  return { site, close: serving.close, target: targetAt(site), lines };
}
