import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { AccessKeys } from '../../../emulator/identity/access-keys';
import {
  AUDIENCE,
  KeylessWorld,
  type KeylessWorldOptions,
} from '../../../emulator/identity/keyless-world';
import type { Credentials } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import type { IdTokenSource } from '../../../src/credentials/id-token';
import { type KeylessSettings, keylessCredentials } from '../../../src/credentials/keyless';
import { startDeadline } from '../../../src/http/deadline';
import { parseEndpoint } from '../../../src/http/endpoint';
import type { Resend } from '../../../src/http/resend';

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

/** The clock of this process, which a test can put forward. */
function adjustableClock() {
  let ahead = 0;
  return {
    now: () => performance.now() + ahead,
    forward: (seconds: number) => {
      ahead += seconds * 1000;
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
      clock: performance,
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

  expect(credentials.source).toBe(`role ${world.roleArn} through GitHub OIDC`);
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

test.for([
  [3600, 3600 - 300],
  [900, 900 - 300],
] as const)(
  'a key of %i s is renewed after %i s, with a new ID token',
  async ([keyLifetime, renewalAt]) => {
    const world = await startWorld({ keyLifetime });
    const clock = adjustableClock();
    const credentials = credentialsIn(world, { clock });

    const first = await credentials.accessKey(deadlineOf(10));
    clock.forward(renewalAt - 3);
    const second = await credentials.accessKey(deadlineOf(10));
    clock.forward(3);
    const third = await credentials.accessKey(deadlineOf(10));

    expect(second).toEqual(first);
    expect(third.accessKeyId).not.toBe(first.accessKeyId);
    expect(new Set(world.oidc.issued).size).toBe(2);
  },
);

test.for([-14, 14])(
  'a key is renewed in time when the clocks differ by %i minutes',
  async (minutes) => {
    const world = await startWorld({ clock: () => new Date(Date.now() + minutes * 60_000) });
    const clock = adjustableClock();
    const credentials = credentialsIn(world, { clock });

    await credentials.accessKey(deadlineOf(10));
    clock.forward(590);
    await credentials.accessKey(deadlineOf(10));
    expect(world.sts.requests).toHaveLength(1);
    clock.forward(10);
    await credentials.accessKey(deadlineOf(10));
    expect(world.sts.requests).toHaveLength(2);
  },
);

test('requests that need a key at once share one renewal', async () => {
  const world = await startWorld();
  const credentials = credentialsIn(world);

  const keys = await Promise.all(
    Array.from({ length: 5 }, () => credentials.accessKey(deadlineOf(10))),
  );

  expect(new Set(keys.map((key) => key.accessKeyId)).size).toBe(1);
  expect(world.sts.requests).toHaveLength(1);
});

test('who waits for the renewal of another does not share its timeout', async () => {
  const world = await startWorld();
  world.sts.injectFault({ type: 'delay', milliseconds: 1_000, before: 'run' });
  const credentials = credentialsIn(world);

  const hasty = credentials.accessKey(deadlineOf(0.3)).catch((error: unknown) => error);
  const patient = credentials.accessKey(deadlineOf(10));

  expect(await hasty).toMatchObject({ reason: 'timeout' });
  expect((await patient).accessKeyId).toBe(world.sts.issued.at(-1)?.accessKeyId);
});

test('while STS is out of reach, a key is used for as long as it lives', async () => {
  const world = await startWorld({ keyLifetime: 900 });
  const clock = adjustableClock();
  const credentials = credentialsIn(world, { clock });
  const first = await credentials.accessKey(deadlineOf(10));
  await world.sts.close();

  clock.forward(890);
  const second = await credentials.accessKey(deadlineOf(10));
  clock.forward(11);
  const third = credentials.accessKey(deadlineOf(10));

  expect(second).toEqual(first);
  await expect(third).rejects.toMatchObject({ name: 'TransportError', reason: 'network' });
});

test('an STS that cannot answer is no refusal either', async () => {
  const world = await startWorld({ keyLifetime: 900 });
  const clock = adjustableClock();
  const credentials = credentialsIn(world, { clock });
  const first = await credentials.accessKey(deadlineOf(10));
  const body = '{"Code":"InternalError","Message":"The request processing has failed."}';
  world.sts.injectFault({ type: 'respond', status: 500, body });
  world.sts.injectFault({ type: 'respond', status: 500, body });

  clock.forward(890);
  const second = await credentials.accessKey(deadlineOf(10));
  clock.forward(11);
  const third = await refusalOf(credentials);

  expect(second).toEqual(first);
  expect(third.problem).toBe('sts-unavailable');
  expect(third.message).toContain('500 InternalError: The request processing has failed');
});

test('a renewal that STS refuses is not hidden by a key that still lives', async () => {
  const world = await startWorld({ keyLifetime: 900 });
  const clock = adjustableClock();
  const credentials = credentialsIn(world, { clock });
  await credentials.accessKey(deadlineOf(10));
  world.changeRole({ subject: 'repo:octocat/else:*' });

  clock.forward(700);

  expect((await refusalOf(credentials)).problem).toBe('role-not-trusting');
});

test('a connection that breaks is no end: STS is asked again, with a line that says so', async () => {
  const world = await startWorld();
  world.sts.injectFault({ type: 'reset', when: 'after-run' });
  const resends: Resend[] = [];

  const key = await credentialsIn(world, {
    maxRetries: 1,
    onResend: (resend) => resends.push(resend),
  }).accessKey(deadlineOf(10));

  expect(key.accessKeyId).toBe(world.sts.issued[1]?.accessKeyId);
  expect(resends).toEqual([expect.objectContaining({ number: 1, maxRetries: 1 })]);
});

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

const LONG_ENOUGH = '16-characters-ok';

/** A response of STS, with these fields changed. */
function issued(change: Record<string, string | undefined>): string {
  const fields = { AccessKeyId: 'STS.4-16-letters', AccessKeySecret: LONG_ENOUGH };
  const rest = { SecurityToken: LONG_ENOUGH, Expiration: '2126-01-01T00:00:00Z' };
  return JSON.stringify({ Credentials: { ...fields, ...rest, ...change } });
}

test.for([
  ['{}', 'Credentials'],
  ['[]', 'Credentials'],
  [issued({ SecurityToken: undefined }), 'SecurityToken'],
  [issued({ AccessKeySecret: `${LONG_ENOUGH}\n` }), 'AccessKeySecret'],
  [issued({ Expiration: 'soon' }), 'Expiration'],
  // Each of them would be masked in every log line and output.
  [issued({ AccessKeyId: 'e' }), 'AccessKeyId'],
  [issued({ AccessKeyId: 'STS.15characte' }), 'AccessKeyId'],
  [issued({ AccessKeySecret: 'e' }), 'AccessKeySecret'],
  [issued({ SecurityToken: 'e' }), 'SecurityToken'],
] as const)('the response %s has no usable %s, and none of it is masked', async ([body, field]) => {
  const world = await startWorld();
  const stsEndpoint = await startServer((_, response) => response.end(body));
  const masked: string[] = [];
  const mask = (secret: string) => masked.push(secret);

  const error = await refusalOf(credentialsIn(world, { stsEndpoint, mask }));
  expect(masked).toEqual(world.oidc.issued);

  expect(error.message).toContain(`The response of STS has no usable ${field}`);
});

test('an answer that is not JSON is asked for again, and then a network error', async () => {
  const world = await startWorld();
  let requests = 0;
  const stsEndpoint = await startServer((_, response) => {
    requests += 1;
    response.end('<html>');
  });
  const credentials = credentialsIn(world, { stsEndpoint, maxRetries: 1 });

  await expect(credentials.accessKey(deadlineOf(10))).rejects.toThrow(
    'not the JSON that STS sends',
  );
  expect(requests).toBe(2);
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

test('a throttled exchange is repeated, although STS refuses it with status 400', async () => {
  const world = await startWorld();
  world.sts.injectFault({
    type: 'respond',
    status: 400,
    body: '{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}',
  });

  const key = await credentialsIn(world, { maxRetries: 1 }).accessKey(deadlineOf(10));

  expect(key.accessKeyId).toMatch(/^STS\./);
});
