/** GitHub's issuer of ID tokens and STS in one server, whose responses a test chooses. */
import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Credentials } from '../../../src/credentials/credentials';
import { CredentialsError } from '../../../src/credentials/credentials-error';
import { type KeylessSettings, keylessCredentials } from '../../../src/credentials/keyless';
import { type Deadline, startDeadline } from '../../../src/http/deadline';
import { parseEndpoint } from '../../../src/http/endpoint';
import { cancelled } from '../../../src/http/errors';

export const ROLE_ARN = 'acs:ram::1234567890123456:role/invoker';
export const PROVIDER_ARN = 'acs:ram::1234567890123456:oidc-provider/github';
const CLAIMS = { iss: 'https://issuer', aud: 'sts.aliyuncs.com', sub: 'repo:o/r:ref:refs/heads/m' };
export const ID_TOKEN = ['{"alg":"RS256"}', JSON.stringify(CLAIMS), 'a signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** When STS issues a key: its own time, which need not be that of the runner. */
export const ISSUED_AT = Date.parse('2026-01-02T03:04:05Z');

/** A response with a key by its number, with these fields changed. */
export function keyBody(expiresAt: number, number = 1, change: object = {}): string {
  const Credentials = {
    AccessKeyId: `STS.4-16-letters-${number}`,
    AccessKeySecret: `16-characters-${number}-`,
    SecurityToken: `16-characters-${number}+`,
    Expiration: new Date(expiresAt).toISOString(),
    ...change,
  };
  return JSON.stringify({ Credentials });
}

/** STS issues such a key, valid for so many seconds from {@link ISSUED_AT}. */
export function issued(lifetimeSeconds: number, number = 1, change: object = {}): RequestListener {
  const date = new Date(ISSUED_AT).toUTCString();
  const body = keyBody(ISSUED_AT + lifetimeSeconds * 1000, number, change);
  return (_, response) => response.setHeader('date', date).end(body);
}

/** A response with which STS refuses. */
export function refused(status: number, body: object | string = ''): RequestListener {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (_, response) => response.writeHead(status).end(text);
}

export interface Exchange {
  /** How many requests STS has had. */
  readonly stsRequests: () => number;
  readonly credentials: (
    settings?: Partial<KeylessSettings>,
    durationSeconds?: number,
  ) => Credentials;
  /** Puts the clock of the run forward. */
  readonly forward: (milliseconds: number) => void;
  /** What was masked, in this order. */
  readonly masked: readonly string[];
}

/**
 * Starts the server. Each request to STS is for the next of `listeners`; the last is for all that
 * follow.
 */
export async function startExchange(...listeners: readonly RequestListener[]): Promise<Exchange> {
  let stsRequests = 0;
  let now = 1_000_000;
  const masked: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ value: ID_TOKEN }));
      return;
    }
    const listener = listeners[Math.min(stsRequests, listeners.length - 1)];
    stsRequests += 1;
    listener?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  const credentials = (settings: Partial<KeylessSettings> = {}, durationSeconds = 900) =>
    keylessCredentials(
      {
        roleArn: ROLE_ARN,
        oidcProviderArn: PROVIDER_ARN,
        audience: 'sts.aliyuncs.com',
        sessionName: 'fc-invoke',
        durationSeconds,
        stsEndpoint: parseEndpoint(origin),
      },
      {
        idToken: { url: `${origin}/?api-version=2.0`, token: 'request-token' },
        // No retry waits.
        clock: { now: () => now, sleep: async () => undefined },
        mask: (secret) => masked.push(secret),
        maxRetries: 0,
        onResend: () => undefined,
        onHeaders: () => undefined,
        environment: {},
        ...settings,
      },
    );
  const forward = (milliseconds: number) => {
    now += milliseconds;
  };
  return { stsRequests: () => stsRequests, credentials, forward, masked };
}

/** A deadline of a request, with what cancels the job. */
export function deadlineOf(seconds: number): { deadline: Deadline; cancel: () => void } {
  const stop = new AbortController();
  const deadline = startDeadline(seconds, stop.signal);
  onTestFinished(() => deadline.clear());
  return { deadline, cancel: () => stop.abort(cancelled('SIGINT')) };
}

/** The ID of the key that a request would be signed with. */
export async function keyId(credentials: Credentials): Promise<string> {
  return (await credentials.accessKey(deadlineOf(30).deadline)).accessKeyId;
}

export async function refusalOf(credentials: Credentials): Promise<CredentialsError> {
  try {
    await keyId(credentials);
  } catch (error) {
    if (error instanceof CredentialsError) return error;
    throw error;
  }
  throw new Error('A key was given.');
}
