/**
 * GitHub's OIDC issuer as a job of a workflow and a cloud see it: the job asks for a token with the
 * secret that it got in its environment, the cloud fetches the keys to verify it.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { type ServiceError, statusOf } from '../api/service-error';
import { Journal, type RequestRecord } from '../journal';
import { FaultQueue } from '../wire/faults';
import { HttpFront, type Listening, type OnExchange, type Responder } from '../wire/http-front';
import type { Reply } from '../wire/reply';
import type { ServiceRequest } from '../wire/service-request';
import { type Claims, SigningKey } from './jwt';

/** What GitHub says in a token about a job. */
export interface JobIdentity {
  /** `octocat` */
  owner: string;
  /** `hello-world` */
  repository: string;
  ref: string;
  /** Given for repositories created or renamed since 2026-07-15, whose subjects hold both. */
  ids?: { owner: number; repository: number };
}

/** How long a token is valid. */
const TOKEN_SECONDS = 300;

/** Path of the request for a token; the query is GitHub's, to which the client appends its own. */
const TOKEN_PATH = '/_apis/distributedtask/hubs/Actions/plans/1/jobs/2/idtoken';

export class GitHubOidc implements Responder {
  readonly #key = new SigningKey();
  readonly #requestToken = randomBytes(48).toString('base64url');
  readonly #journal = new Journal();
  #listening: Listening | undefined;
  /** Every token that was issued. */
  readonly issued: string[] = [];

  private constructor(
    private readonly job: JobIdentity,
    private readonly clock: () => Date,
  ) {}

  /** Starts an issuer for one job. The caller closes it. */
  static async start(
    job: JobIdentity,
    clock = () => new Date(),
    onExchange?: OnExchange,
  ): Promise<GitHubOidc> {
    const oidc = new GitHubOidc(job, clock);
    const front = new HttpFront(oidc, oidc.#journal, new FaultQueue(), clock, onExchange);
    oidc.#listening = await front.listen(0, '127.0.0.1', undefined);
    return oidc;
  }

  get issuerUrl(): string {
    return this.#listening?.endpoint ?? '';
  }

  /** What a job with `id-token: write` has in its environment, and no other job. */
  get environment(): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.issuerUrl}${TOKEN_PATH}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#requestToken,
    };
  }

  get subject(): string {
    const { owner, repository, ids, ref } = this.job;
    const name = ids
      ? `${owner}@${ids.owner}/${repository}@${ids.repository}`
      : `${owner}/${repository}`;
    return `repo:${name}:ref:${ref}`;
  }

  get requests(): readonly RequestRecord[] {
    return this.#journal.requests;
  }

  refuse({ code, message }: ServiceError): Reply {
    return json(statusOf(code), { message });
  }

  async respond(request: ServiceRequest, now: Date): Promise<Reply> {
    switch (request.path) {
      case '/.well-known/openid-configuration':
        return json(200, {
          issuer: this.issuerUrl,
          jwks_uri: `${this.issuerUrl}/.well-known/jwks`,
          id_token_signing_alg_values_supported: ['RS256'],
        });
      case '/.well-known/jwks':
        return json(200, { keys: [this.#key.jwk] });
      case TOKEN_PATH:
        if (request.headers.authorization !== `Bearer ${this.#requestToken}`) {
          return json(401, { message: 'The request token is not valid.' });
        }
        return json(200, { count: 1, value: this.#issue(request.query.audience, now) });
      default:
        return json(404, { message: 'Not found.' });
    }
  }

  /** Signs any claims, as an attacker could not: for tests of what a verifier refuses. */
  sign(claims: Claims): string {
    return this.#key.sign(claims);
  }

  /** The claims of this job's token. */
  claims(audience: string, now: Date = this.clock()): Record<string, unknown> {
    const { owner, repository, ref } = this.job;
    const seconds = Math.floor(now.getTime() / 1000);
    return {
      jti: randomUUID(),
      iss: this.issuerUrl,
      aud: audience,
      sub: this.subject,
      ref,
      repository: `${owner}/${repository}`,
      repository_owner: owner,
      nbf: seconds - 600,
      iat: seconds,
      exp: seconds + TOKEN_SECONDS,
    };
  }

  async close(): Promise<void> {
    await this.#listening?.close();
  }

  #issue(audience: string | undefined, now: Date): string {
    const token = this.sign(this.claims(audience ?? `https://github.com/${this.job.owner}`, now));
    this.issued.push(token);
    return token;
  }
}

function json(status: number, value: unknown): Reply {
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(JSON.stringify(value)),
  };
}
