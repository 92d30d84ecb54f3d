/** What the rows of the fault matrix need around the emulator. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Fault } from '../../emulator';
import { KeylessWorld } from '../../emulator/identity/keyless-world';
import { type CertificateOptions, TestAuthority } from '../network/certificate';
import { ConnectProxy, type ProxyOptions } from '../network/connect-proxy';
import { startTcpServer } from '../network/tcp-server';
import { emulatorInputs } from '../runner/emulator-inputs';
import type { Arranged, Arrangement, Scene } from './fault-row';

export const authority = new TestAuthority();

/** Nobody listens any more where somebody just did. */
export const closedPort: Arrangement = async () => {
  const server = await startTcpServer();
  await server.close();
  return { inputs: { endpoint: `http://127.0.0.1:${server.port}` } };
};

/** A TCP server that does what it is told with each connection. */
export function tcpServer(scheme: 'http' | 'https', handle: (socket: Socket) => void): Arrangement {
  return async ({ afterwards }) => {
    const server = await startTcpServer(handle);
    afterwards(() => server.close());
    return { inputs: { endpoint: `${scheme}://127.0.0.1:${server.port}` } };
  };
}

/** The endpoint of the emulator, written in another way. */
export function endpoint(change: (url: string) => string): Arrangement {
  return async ({ emulator }) => ({ inputs: { endpoint: change(emulator.endpoint) } });
}

/** Emulator options for TLS with a certificate of the test authority. */
export function tls(options: CertificateOptions) {
  return { tls: authority.issue(options) };
}

/** Makes the test authority known to the action, as users of a private one do. */
export const trustAuthority: Arrangement = async ({ folder }) => {
  const file = join(folder, 'authority.pem');
  writeFileSync(file, authority.cert);
  return { env: { NODE_EXTRA_CA_CERTS: file } };
};

/** A proxy named by `variable`, with user info as a user writes it. */
export function proxy(
  options: ProxyOptions & { userInfo?: string; variable?: string; hasScheme?: boolean } = {},
): Arrangement {
  return async ({ afterwards }) => {
    const server = await ConnectProxy.start(options);
    afterwards(() => server.close());
    const url = server.url(options.userInfo);
    const value = options.hasScheme === false ? url.replace('http://', '') : url;
    return { env: { [options.variable ?? 'HTTP_PROXY']: value } };
  };
}

/** One environment variable that names a path of the run's own folder. */
export function pathVariable(name: string, path: (folder: string) => string): Arrangement {
  return async ({ folder }) => ({ env: { [name]: path(folder) } });
}

export function newFolder(folder: string): string {
  const path = join(folder, 'a-folder');
  mkdirSync(path);
  return path;
}

export function newFile(folder: string): string {
  const path = join(folder, 'a-file');
  writeFileSync(path, '');
  return path;
}

/** The function is called by the URL of an HTTP trigger that asks for no signature. */
export const triggerUrl: Arrangement = async ({ emulator, functionName }) => {
  const options = { triggerName: 't', authType: 'anonymous' } as const;
  const { http } = await emulator.createTrigger(functionName, options);
  return { inputs: { 'http-trigger': http?.urlInternet ?? '' } };
};

/** A keyless job, whose STS has a fault. */
export function keyless(fault: Fault): Arrangement {
  return async ({ emulator, afterwards }) => {
    const keys = { add: emulator.addAccessKey.bind(emulator) };
    const world = await KeylessWorld.start(keys, { accountId: emulator.accountId });
    afterwards(() => world.close());
    world.sts.injectFault(fault);
    const inputs = {
      'access-key-id': '',
      'access-key-secret': '',
      'role-to-assume': world.roleArn,
      'oidc-provider-arn': world.providerArn,
      'sts-endpoint': world.sts.endpoint,
    };
    return { inputs, env: world.oidc.environment, secrets: () => world.secrets };
  };
}

/** An earlier step has started a task with this ID, which has ended. */
export function endedTask(taskId: string): Arrangement {
  return async ({ emulator, functionName, run }) => {
    const inputs = {
      ...emulatorInputs(emulator),
      'function-name': functionName,
      'invocation-type': 'async',
      'async-task-id': taskId,
    };
    const step = await run({ inputs });
    step.dispose();
    await emulator.waitForTask(functionName, taskId, 'Succeeded');
    return {};
  };
}

/**
 * A handler that names its event as a file, and then never ends; and code in the action's process
 * that runs once that file is there: while the function runs, however slow the machine is.
 */
export const RUNS_UNTIL_STOPPED =
  "exports.handler = (event) => new Promise(() => require('node:fs').writeFileSync(String(event), ''));";

export function preloadWhileRunning(source: string): Arrangement {
  return async ({ folder }) => {
    const file = join(folder, 'running');
    const code = `
      import { existsSync } from 'node:fs';
      const timer = setInterval(() => {
        if (!existsSync(${JSON.stringify(file)})) return;
        clearInterval(timer);
        ${source}
      }, 20);
      timer.unref();
    `;
    return { inputs: { event: file }, env: { NODE_OPTIONS: preloadOption(code) } };
  };
}

/** Has code run in the action's process before the action. */
export function preload(source: string): Arrangement {
  return async () => ({ env: { NODE_OPTIONS: preloadOption(source) } });
}

/** For NODE_OPTIONS. */
export function preloadOption(source: string): string {
  return `--import data:text/javascript,${encodeURIComponent(source).replaceAll("'", '%27')}`;
}

/** Several arrangements, the later ones on top. */
export function all(...arrangements: readonly Arrangement[]): Arrangement {
  return async (scene: Scene) => {
    const inputs: Record<string, string> = {};
    const env: Record<string, string | undefined> = {};
    const secrets: NonNullable<Arranged['secrets']>[] = [];
    for (const arrange of arrangements) {
      const made = await arrange(scene);
      Object.assign(inputs, made.inputs);
      Object.assign(env, made.env);
      if (made.secrets !== undefined) secrets.push(made.secrets);
    }
    return { inputs, env, secrets: () => secrets.flatMap((told) => told()) };
  };
}
