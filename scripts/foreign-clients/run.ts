/**
 * `npm run foreign-clients`: what clients that know nothing of the emulator see of it. Installs
 * official SDKs, unmodified and in their newest versions, into a temporary folder outside of the
 * project, starts the emulator with STS, runs each client and prints a table. Needs npm, Python 3
 * with venv, and their package registries.
 *
 * Each client is a program of `clients/`. It gets its target as environment variables and prints
 * one JSON object a line, `{step, saw}`.
 */
import { type ExecFileSyncOptions, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TestAuthority } from '../../__tests__/network/certificate';
import { startEmulator } from '../../emulator';
import { KeylessWorld } from '../../emulator/identity/keyless-world';
import { installPython } from '../python';

const NPM_PACKAGES = [
  '@alicloud/fc20230330',
  '@alicloud/fc-open20210406',
  '@alicloud/fc2',
  '@alicloud/sts20150401',
  '@alicloud/tea-util',
  '@darabonba/typescript',
];

const PYTHON_PACKAGES = [
  'alibabacloud_fc20230330',
  'alibabacloud_fc_open20210406',
  'alibabacloud_sts20150401',
  'alibabacloud_credentials',
  'aliyun-log-python-sdk',
];

const INVOCATIONS = {
  hello: 'Hello, FC!',
  bytes: 'all 256 as they were',
  throws: 'UnhandledInvocationError',
  async: '202',
  unknown: '404 FunctionNotFound',
};
/** With it, the SDK sends a body's JSON instead of its bytes. */
const CLASSIC_SIGNATURE = {
  throws: 'UnhandledInvocationError',
  async: '202',
  unknown: '404 FunctionNotFound',
};
const UNKNOWN_SERVICE = { unknown: '404 ServiceNotFound' };
const LOGSTORE = { project: 'foreign-clients', logstore: 'function-log' };
const LOG_LINES = 'FC Invoke End RequestId: …, FC Invoke Start RequestId: …';
const LOG = {
  'log v1': LOG_LINES,
  'log v4': LOG_LINES,
  'wrong secret v1': '403 SignatureNotMatch',
  'wrong secret v4': '403 SignatureNotMatch',
};
const CREDENTIALS = { credentials: 'STS.…', hello: 'Hello, FC!' };

interface Client {
  name: string;
  program: string;
  /** What it should see. */
  expected: Readonly<Record<string, string>>;
}

const CLIENTS: readonly Client[] = [
  { name: 'Node.js @alicloud/fc20230330', program: 'fc3.mjs', expected: INVOCATIONS },
  {
    name: 'Node.js @alicloud/fc20230330, classic signature',
    program: 'fc3-classic.mjs',
    expected: CLASSIC_SIGNATURE,
  },
  {
    name: 'Node.js @alicloud/fc-open20210406',
    program: 'fc2.mjs',
    // It turns bodies into text itself.
    expected: { ...INVOCATIONS, ...UNKNOWN_SERVICE, bytes: 'damaged by the client' },
  },
  {
    name: 'Node.js @alicloud/fc2 (2016-08-15)',
    program: 'fc2016.mjs',
    expected: { hello: '501 NotImplemented' },
  },
  { name: 'Node.js @alicloud/sts20150401', program: 'sts.mjs', expected: CREDENTIALS },
  { name: 'Python alibabacloud_fc20230330', program: 'fc3.py', expected: INVOCATIONS },
  {
    name: 'Python alibabacloud_fc_open20210406',
    program: 'fc2.py',
    expected: { ...INVOCATIONS, ...UNKNOWN_SERVICE },
  },
  { name: 'Python alibabacloud_sts20150401', program: 'sts.py', expected: CREDENTIALS },
  { name: 'Python alibabacloud_credentials', program: 'credentials.py', expected: CREDENTIALS },
  // The Node.js SDK of Log Service is among the tests of the emulator.
  { name: 'Python aliyun-log-python-sdk', program: 'log.py', expected: LOG },
];

const programs = fileURLToPath(new URL('./clients', import.meta.url));
const samples = fileURLToPath(new URL('../../__tests__/functions', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'foreign-clients-'));
try {
  install();
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install(): void {
  const options: ExecFileSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...NPM_PACKAGES], options);
  installPython(folder, PYTHON_PACKAGES);
  // A program finds its packages in the folder above it.
  mkdirSync(join(folder, 'clients'));
  for (const name of readdirSync(programs)) {
    copyFileSync(join(programs, name), join(folder, 'clients', name));
  }
}

/** @returns whether every client saw what it should */
async function run(): Promise<boolean> {
  const emulator = await startEmulator();
  const authority = new TestAuthority();
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.cert);
  const world = await KeylessWorld.start(
    { add: (accessKey) => emulator.addAccessKey(accessKey) },
    // The credentials library of Python speaks nothing but HTTPS with STS.
    { accountId: emulator.accountId, tls: authority.issue({ hosts: ['127.0.0.1'] }) },
  );
  for (const functionName of ['hello', 'echo', 'throws']) {
    const code = join(samples, functionName);
    await emulator.deploy({ functionName, code, logConfig: LOGSTORE });
    await emulator.deploy({ serviceName: 'shop', functionName, code });
  }
  const tokenFile = join(folder, 'oidc-token');
  writeFileSync(tokenFile, world.oidc.sign(world.oidc.claims('sts.aliyuncs.com')));
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    NODE_EXTRA_CA_CERTS: authorityFile,
    REQUESTS_CA_BUNDLE: authorityFile,
    SSL_CERT_FILE: authorityFile,
    ENDPOINT: new URL(emulator.endpoint).host,
    STS_ENDPOINT: new URL(world.sts.endpoint).host,
    REGION: emulator.region,
    ACCOUNT_ID: emulator.accountId,
    ACCESS_KEY_ID: emulator.accessKey.accessKeyId,
    ACCESS_KEY_SECRET: emulator.accessKey.accessKeySecret,
    ROLE_ARN: world.roleArn,
    OIDC_PROVIDER_ARN: world.providerArn,
    OIDC_TOKEN_FILE: tokenFile,
    LOG_PROJECT: LOGSTORE.project,
    LOGSTORE: LOGSTORE.logstore,
  };
  let allAsExpected = true;
  console.log('| client | step | saw | |\n| --- | --- | --- | --- |');
  for (const { name, program, expected } of CLIENTS) {
    const seen = await stepsOf(program, environment);
    for (const [step, wanted] of Object.entries(expected)) {
      const saw = seen.get(step) ?? 'nothing';
      const isExpected = saw === wanted;
      allAsExpected &&= isExpected;
      console.log(`| ${name} | ${step} | ${saw} | ${isExpected ? '✓' : `✗ expected ${wanted}`} |`);
    }
  }
  await Promise.all([world.close(), emulator.close()]);
  return allAsExpected;
}

async function stepsOf(
  program: string,
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  const interpreter = program.endsWith('.py') ? join(folder, 'python/bin/python') : 'node';
  const child = spawn(interpreter, [join(folder, 'clients', program)], {
    env: environment,
    // What the libraries log on the way is not of interest; the steps say how they ended.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const seen = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const { step, saw }: { step: string; saw: string } = JSON.parse(line);
    seen.set(step, saw);
  }
  return seen;
}
