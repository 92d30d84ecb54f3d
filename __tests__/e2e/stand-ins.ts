/**
 * What the recipes use besides Function Compute. Commands in place of Serverless Devs, the Alibaba Cloud
 * CLI and GitHub's CLI take the same arguments; the first two call the emulator with the unmodified SDK.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as $FC from '@alicloud/fc20230330';
import type { AccessKey, Emulator } from '../../emulator';
import { sdkClient, type Target } from '../../emulator/clients/official-sdk';
import { zipOf } from '../support/zip';
import { PullRequest } from './pull-request';
import { Robots } from './robots';

export interface StandIns {
  /** What a script needs to find them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly robots: Robots;
  /** The secrets with which workflows reach the robots. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly pullRequest: PullRequest;
  close(): void;
}

/** What a command gets of its environment, in the order in which the shim sends it. */
const VARIABLES = [
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'FUNCTION_NAME',
  'GH_TOKEN',
] as const;

interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Partial<Record<(typeof VARIABLES)[number], string>>>;
}

/** Hands the command to the process of the test, in a tenth of the time that Node.js takes to start. */
const SHIM = `#!/usr/bin/env bash
# Of Git for Windows, pwd -W.
folder=$(pwd -W 2> /dev/null || pwd)
if output=$(printf '%s\\0' "$folder" ${VARIABLES.map((name) => `"\${${name}-}"`).join(' ')} "$@" |
  curl --silent --show-error --fail-with-body --data-binary @- "$STAND_IN/COMMAND"); then
  if [ -n "$output" ]; then printf '%s\\n' "$output"; fi
else
  printf '%s\\n' "$output" >&2
  exit 1
fi
`;

function readCommand(sent: string): Command {
  // After the last one there is a separator too.
  const [cwd = '', ...rest] = sent.split('\0').slice(0, -1);
  const env = Object.fromEntries(VARIABLES.map((name, index) => [name, rest[index]]));
  return { cwd, env, argv: rest.slice(VARIABLES.length) };
}

/** @param source what `s deploy` deploys, a file of the repository */
export async function startStandIns(emulator: Emulator, source: string): Promise<StandIns> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-ins-'));
  const robots = new Robots();
  const pullRequest = new PullRequest();
  const serverlessDevs = serverlessDevsOf(emulator, source);
  const commands: Readonly<Record<string, (command: Command) => unknown>> = {
    npx: serverlessDevs,
    aliyun: (command) => aliyun(emulator, command),
    gh: ({ argv, cwd, env }) => pullRequest.gh(argv, cwd, env.GH_TOKEN ?? ''),
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = String(Buffer.concat(chunks));
    try {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      const command = commands[url.pathname.slice(1)];
      const output = command
        ? await command(readCommand(sent))
        : robots.receive(url, request.headers['content-type'], sent);
      if (output === undefined) throw new Error(`Nothing is at ${url.pathname}.`);
      response.end(typeof output === 'string' ? output : JSON.stringify(output));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of Object.keys(commands)) {
    writeFileSync(join(folder, name), SHIM.replace('COMMAND', name));
    chmodSync(join(folder, name), 0o755);
  }
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    environment: { PATH: `${folder}${delimiter}${process.env.PATH}`, STAND_IN: origin },
    robots,
    secrets: robots.secretsAt(origin),
    pullRequest,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Replaces the code of a function, whose configuration stays as it is. */
export async function updateCode(
  target: Target,
  functionName: string,
  source: string,
): Promise<void> {
  const zipFile = zipOf('index.js', source, 'deflated').toString('base64');
  const code = new $FC.InputCodeLocation({ zipFile });
  const body = new $FC.UpdateFunctionInput({ code });
  await sdkClient(target).updateFunction(functionName, new $FC.UpdateFunctionRequest({ body }));
}

/**
 * `npx --no-install s …`: `config add`, `deploy` and `remove`, as its own help has them. What is
 * deployed is named by FUNCTION_NAME, otherwise `orders`, as the project's s.yaml has it.
 */
function serverlessDevsOf(emulator: Emulator, source: string) {
  const { endpoint } = emulator;
  let accessKey: AccessKey | undefined;
  return async ({ argv: [, , ...argv], cwd, env }: Command): Promise<string> => {
    if (argv[0] === 'config') {
      accessKey = {
        accessKeyId: option(argv, '--AccessKeyID'),
        accessKeySecret: option(argv, '--AccessKeySecret'),
      };
      return 'configured';
    }
    if (accessKey === undefined) throw new Error('s has no access key.');
    const functionName = env.FUNCTION_NAME || 'orders';
    const client = sdkClient({ endpoint, accessKey });
    switch (argv.join(' ')) {
      case 'deploy --assume-yes': {
        const code = readFileSync(join(cwd, source), 'utf8');
        try {
          await updateCode({ endpoint, accessKey }, functionName, code);
        } catch (error) {
          if (!String(error).includes('FunctionNotFound')) throw error;
          // The emulator has no CreateFunction.
          await emulator.deploy({ functionName, code: { 'index.js': code } });
        }
        return 'deployed';
      }
      case 'remove --assume-yes':
        await client.getFunction(functionName, new $FC.GetFunctionRequest({}));
        // The emulator has no DeleteFunction.
        emulator.deleteFunction(functionName);
        return 'removed';
      default:
        throw new Error(`s ${argv.join(' ')} is not known here.`);
    }
  };
}

/** `aliyun fc METHOD PATH [--header …] [--body JSON]`, with credentials of the environment. */
async function aliyun({ endpoint }: Emulator, { argv, env }: Command): Promise<unknown> {
  const [product, method, path = ''] = argv;
  const client = sdkClient({
    endpoint,
    accessKey: {
      accessKeyId: env.ALIBABA_CLOUD_ACCESS_KEY_ID ?? '',
      accessKeySecret: env.ALIBABA_CLOUD_ACCESS_KEY_SECRET ?? '',
    },
  });
  const [, functionName = '', kind, aliasName = ''] =
    /^\/2023-03-30\/functions\/([^/]+)\/(versions|aliases)(?:\/([^/]+))?$/.exec(path) ?? [];
  switch (`${product} ${method} ${kind}`) {
    case 'fc POST versions': {
      const body = new $FC.PublishVersionInput(JSON.parse(option(argv, '--body')));
      const request = new $FC.PublishFunctionVersionRequest({ body });
      return (await client.publishFunctionVersion(functionName, request)).body;
    }
    case 'fc GET aliases':
      return (await client.getAlias(functionName, aliasName)).body;
    case 'fc PUT aliases': {
      const body = new $FC.UpdateAliasInput(JSON.parse(option(argv, '--body')));
      const request = new $FC.UpdateAliasRequest({ body });
      return (await client.updateAlias(functionName, aliasName, request)).body;
    }
    default:
      throw new Error(`aliyun ${argv.join(' ')} is not known here.`);
  }
}

function option(argv: readonly string[], name: string): string {
  const value = argv[argv.indexOf(name) + 1];
  if (!argv.includes(name) || value === undefined) throw new Error(`${name} is missing.`);
  return value;
}
