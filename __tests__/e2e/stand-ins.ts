/**
 * Commands that the recipes run, in place of Serverless Devs and the Alibaba Cloud CLI: they take the
 * same arguments, and call the emulator with the unmodified SDK.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as $FC from '@alicloud/fc20230330';
import type { AccessKey, Emulator } from '../../emulator';
import { sdkClient } from '../../emulator/clients/official-sdk';
import { zipOf } from '../support/zip';

export interface StandIns {
  /** What a script needs to find them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Hands the command to the process of the test. */
const SHIM = `#!/usr/bin/env node
const command = { argv: process.argv.slice(2), cwd: process.cwd(), env: process.env };
fetch(process.env.STAND_IN + '/NAME', { method: 'POST', body: JSON.stringify(command) }).then(
  async (response) => {
    (response.ok ? process.stdout : process.stderr).write(await response.text());
    process.exitCode = response.ok ? 0 : 1;
  },
);
`;

/** @param sources what `s deploy` deploys: function → file in the repository */
export async function startStandIns(
  emulator: Emulator,
  sources: Readonly<Record<string, string>>,
): Promise<StandIns> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-ins-'));
  const serverlessDevs = serverlessDevsOf(emulator, sources);
  const run = (name: string, command: Command) =>
    name === 'npx' ? serverlessDevs(command) : aliyun(emulator, command);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      const output = await run(
        (request.url ?? '').slice(1),
        JSON.parse(String(Buffer.concat(chunks))),
      );
      response.end(`${JSON.stringify(output)}\n`);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of ['npx', 'aliyun']) {
    writeFileSync(join(folder, name), SHIM.replace('NAME', name));
    chmodSync(join(folder, name), 0o755);
  }
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      STAND_IN: `http://127.0.0.1:${port}`,
    },
    close: () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** `npx --no-install s …`: `config add` and `deploy`, as its own help has them. */
function serverlessDevsOf({ endpoint }: Emulator, sources: Readonly<Record<string, string>>) {
  let accessKey: AccessKey | undefined;
  return async ({ argv: [, , ...argv], cwd }: Command): Promise<unknown> => {
    if (argv[0] === 'config') {
      accessKey = {
        accessKeyId: option(argv, '--AccessKeyID'),
        accessKeySecret: option(argv, '--AccessKeySecret'),
      };
      return 'configured';
    }
    if (argv.join(' ') !== 'deploy --assume-yes' || accessKey === undefined) {
      throw new Error(`s ${argv.join(' ')} is not known here.`);
    }
    for (const [functionName, file] of Object.entries(sources)) {
      const zipFile = zipOf('index.js', readFileSync(join(cwd, file), 'utf8'), 'deflated');
      const code = new $FC.InputCodeLocation({ zipFile: zipFile.toString('base64') });
      const body = new $FC.UpdateFunctionInput({ code });
      const request = new $FC.UpdateFunctionRequest({ body });
      await sdkClient({ endpoint, accessKey }).updateFunction(functionName, request);
    }
    return 'deployed';
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
