import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { AccessKeys } from '../../../emulator/identity/access-keys';
import {
  AUDIENCE,
  KeylessWorld,
  type KeylessWorldOptions,
} from '../../../emulator/identity/keyless-world';
import { systemClock } from '../../../src/clock';
import type { Credentials } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import type { IdTokenSource } from '../../../src/credentials/id-token';
import { type KeylessSettings, keylessCredentials } from '../../../src/credentials/keyless';
import { startDeadline } from '../../../src/http/deadline';
import { parseEndpoint } from '../../../src/http/endpoint';

const ACCOUNT_ID = '1234567890123456';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startWorld(options: Partial<KeylessWorldOptions> = {}): Promise<KeylessWorld> {
  const world = await KeylessWorld.start(new AccessKeys([]), {
    accountId: ACCOUNT_ID,
    ...options,
  });
  closing.push(() => world.close());
  return world;
}

/** A server in the place of STS that answers as it is told. */
async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

/** A clock that stands still until a test puts it forward. */
function adjustableClock() {
  let now = 1_000_000;
  return {
    ...systemClock,
    now: () => now,
    forward: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

/** What the job of a world has in its environment. */
function idTokensOf({ oidc }: KeylessWorld): IdTokenSource {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } =
    oidc.environment;
  return { url, token };
}

interface Setup extends Partial<KeylessSettings> {
  audience?: string;
  roleArn?: string;
  providerArn?: string;
  stsEndpoint?: string;
  durationSeconds?: number;
}

function credentialsIn(world: KeylessWorld, setup: Setup = {}): Credentials {
  return keylessCredentials(
    {
      roleArn: setup.roleArn ?? world.roleArn,
      oidcProviderArn: setup.providerArn ?? world.providerArn,
      audience: setup.audience ?? AUDIENCE,
      sessionName: 'fc-invoke',
      durationSeconds: setup.durationSeconds ?? 900,
      stsEndpoint: parseEndpoint(setup.stsEndpoint ?? world.sts.endpoint),
    },
    {
      idToken: idTokensOf(world),
      clock: systemClock,
      mask: () => undefined,
      maxRetries: 0,
      onResend: () => undefined,
      onHeaders: () => undefined,
      environment: {},
      ...setup,
    },
  );
}

function deadlineOf(seconds: number) {
  const deadline = startDeadline(seconds, new AbortController().signal);
  closing.push(async () => deadline.clear());
  return deadline;
}

async function refusalOf(credentials: Credentials): Promise<CredentialsError> {
  try {
    await credentials.accessKey(deadlineOf(10));
  } catch (error) {
    if (error instanceof CredentialsError) return error;
    throw error;
  }
  throw new Error('A key was given.');
}

test('an ID token is exchanged for a temporary key', async () => {
  const world = await startWorld();

  const key = await credentialsIn(world).accessKey(deadlineOf(10));

  const { accessKeyId, accessKeySecret, securityToken } = world.sts.issued[0] ?? {};
  expect(key).toEqual({ accessKeyId, accessKeySecret, securityToken });
});

test('nothing is asked for before a key is needed', async () => {
  const world = await startWorld();

  const credentials = credentialsIn(world);

  expect(credentials.description).toBe(
    `credentials from role ${world.roleArn} through GitHub OIDC`,
  );
  expect(world.oidc.requests).toEqual([]);
});

test('the ID token is masked before it is sent, the key before it is used', async () => {
  const world = await startWorld();
  const masked: { secret: string; stsRequests: number }[] = [];
  const mask = (secret: string) => masked.push({ secret, stsRequests: world.sts.requests.length });

  const key = await credentialsIn(world, { mask }).accessKey(deadlineOf(10));

  expect(masked).toEqual([
    { secret: world.oidc.issued[0], stsRequests: 0 },
    ...Object.values(key).map((secret) => ({ secret, stsRequests: 1 })),
  ]);
});

test.for([-14, 14])(
  'a key is renewed in time, with a new ID token, when the clocks differ by %i minutes',
  async (minutes) => {
    const world = await startWorld({ clock: () => new Date(Date.now() + minutes * 60_000) });
    const clock = adjustableClock();
    const credentials = credentialsIn(world, { clock });

    await credentials.accessKey(deadlineOf(10));
    clock.forward(590);
    await credentials.accessKey(deadlineOf(10));
    expect(world.sts.requests).toHaveLength(1);
    clock.forward(20);
    await credentials.accessKey(deadlineOf(10));
    expect(world.sts.requests).toHaveLength(2);
    expect(new Set(world.oidc.issued).size).toBe(2);
  },
);

test('STS out of reach is a network error after which nothing was sent to FC', async () => {
  const world = await startWorld();
  const credentials = credentialsIn(world, { stsEndpoint: 'http://127.0.0.1:1' });

  const error = await credentials.accessKey(deadlineOf(10)).catch((caught: unknown) => caught);

  expect(error).toMatchObject({ name: 'TransportError', reason: 'network' });
  expect(error).toMatchObject({
    message: expect.stringContaining(
      `no temporary credentials for ${world.roleArn}: could not connect`,
    ),
    mayHaveBeenDelivered: false,
    transient: false,
  });
});

test.for(['the issuer', 'STS'])(
  'the exchange ends with the deadline when %s hangs',
  async (who) => {
    const world = await startWorld();
    const hangs = await startServer(() => undefined);
    const credentials = credentialsIn(
      world,
      who === 'STS'
        ? { stsEndpoint: hangs }
        : { idToken: { ...idTokensOf(world), url: `${hangs}/?api-version=2.0` } },
    );

    await expect(credentials.accessKey(deadlineOf(0.2))).rejects.toMatchObject({
      reason: 'timeout',
    });
  },
);

test('a job without id-token: write is told before anything is sent', async () => {
  const world = await startWorld();

  expect(() => credentialsIn(world, { idToken: undefined })).toThrow(
    expect.objectContaining({ problem: 'id-token-not-permitted' }),
  );
});

test('an answer that breaks off says so, and not that it is no JSON', async () => {
  const world = await startWorld();
  const stsEndpoint = await startServer((_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"Credentials"', () => response.destroy());
  });
  const credentials = credentialsIn(world, { stsEndpoint, maxRetries: 0 });

  await expect(credentials.accessKey(deadlineOf(10))).rejects.toThrow(
    'the connection failed in the middle of the response',
  );
});

test('the message of a refusal holds the code, the words and the request ID of STS', async () => {
  const world = await startWorld();
  const roleArn = `acs:ram::${ACCOUNT_ID}:role/nobody`;

  const { message } = await refusalOf(credentialsIn(world, { roleArn }));

  expect(message).toMatch(
    /^STS did not issue credentials for acs:ram::1234567890123456:role\/nobody: 404 EntityNotExist\.Role: The role not exists: acs:ram::1234567890123456:role\/nobody \(STS request ID [0-9A-F-]{36}\)$/,
  );
});
