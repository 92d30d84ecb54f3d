/**
 * What keyless credentials need around them, all of it real: GitHub's OIDC issuer for one job, STS,
 * a provider and a role in RAM that trusts the job and may invoke functions.
 */

import type { AccessKeys } from './access-keys';
import { GitHubOidc, type JobIdentity } from './github-oidc';
import { Ram, type Role } from './ram';
import type { Policy } from './ram-policy';
import { Sts, type StsOptions } from './sts';

export const AUDIENCE = 'sts.aliyuncs.com';

const JOB: JobIdentity = {
  owner: 'octocat',
  repository: 'hello-world',
  ref: 'refs/heads/main',
};

export interface KeylessWorldOptions extends StsOptions {
  accountId: string;
  job?: Partial<JobIdentity>;
}

export class KeylessWorld {
  private constructor(
    readonly oidc: GitHubOidc,
    readonly sts: Sts,
    readonly ram: Ram,
    readonly providerArn: string,
    readonly roleArn: string,
  ) {}

  /** The caller closes it. */
  static async start(
    accessKeys: Pick<AccessKeys, 'add'>,
    { accountId, job, ...sts }: KeylessWorldOptions,
  ): Promise<KeylessWorld> {
    const oidc = await GitHubOidc.start({ ...JOB, ...job }, sts.clock, sts.onExchange);
    const ram = new Ram(accountId);
    const { issuerUrl } = oidc;
    const providerArn = ram.putOidcProvider('github', { issuerUrl, clientIds: [AUDIENCE] });
    const role = roleFor(providerArn, issuerUrl, oidc.subject);
    const roleArn = ram.putRole('invoker', role);
    return new KeylessWorld(oidc, await Sts.start(ram, accessKeys, sts), ram, providerArn, roleArn);
  }

  /** Replaces the role's policies or what it trusts. */
  changeRole({ subject, ...change }: Partial<Role> & { subject?: string }): void {
    const { issuerUrl } = this.oidc;
    const role = roleFor(this.providerArn, issuerUrl, subject ?? this.oidc.subject);
    this.ram.putRole('invoker', { ...role, ...change });
  }

  /** Everything in this world that no run may print. */
  get secrets(): string[] {
    const { environment, issued } = this.oidc;
    const keys = this.sts.issued.flatMap((key) => [
      key.accessKeyId,
      key.accessKeySecret,
      key.securityToken,
    ]);
    return [environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', ...issued, ...keys];
  }

  async close(): Promise<void> {
    await Promise.all([this.oidc.close(), this.sts.close()]);
  }
}

/** A role as docs/credentials.md advises it: one subject, and functions to invoke. */
function roleFor(providerArn: string, issuerUrl: string, subject: string): Role {
  return { trustPolicy: trustPolicy(providerArn, issuerUrl, subject), policies: [MAY_INVOKE] };
}

const MAY_INVOKE: Policy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'fc:InvokeFunction', Resource: 'acs:fc:*:*:functions/*' }],
};

/** Trusts jobs of an issuer whose subject is, or is like, one of those given. */
export function trustPolicy(
  providerArn: string,
  issuerUrl: string,
  subject: string | readonly string[],
): Policy {
  return {
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Federated: [providerArn] },
        Condition: {
          StringEquals: { 'oidc:iss': issuerUrl, 'oidc:aud': AUDIENCE },
          StringLike: { 'oidc:sub': subject },
        },
      },
    ],
  };
}
