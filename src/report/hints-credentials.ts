import type { CredentialsProblem } from '../credentials/credentials-error';
import type { IdTokenClaims } from '../credentials/id-token-claims';
import type { Failure } from '../failure';
import { oneLine } from '../text';
import type { HintContext } from './hint-context';

type CredentialsHint = (
  keyless: HintContext['keyless'],
  claims: IdTokenClaims | undefined,
) => string;

/** What to do when there are no usable credentials. */
export function credentialsHint(
  { problem, claims }: Extract<Failure, { kind: 'credentials' }>,
  { keyless }: HintContext,
): string | undefined {
  return HINTS[problem](keyless, claims);
}

export const CLOCK_OFF =
  "The runner's clock differs from Alibaba Cloud's by more than 15 minutes: set it, e.g. by NTP, or run on another machine.";

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** Why there are no credentials, each with the place where that is changed. */
const HINTS: Readonly<Record<CredentialsProblem, CredentialsHint>> = {
  'none-found': () =>
    'Set access-key-id and access-key-secret, or role-to-assume and oidc-provider-arn, which need no secret.',
  'malformed-key': () =>
    'Copy ID, secret and token again, each without quotes, spaces and line breaks, into a secret of its own.',
  'id-token-not-permitted': () =>
    'Add `permissions: {id-token: write, contents: read}` to the job or the workflow, and to the caller of a reusable workflow. Pull requests from forks never get it.',
  'id-token-not-issued': () =>
    "GitHub's OIDC service refused: run the job again, and see githubstatus.com if that does not help.",
  'id-token-expired': () =>
    'GitHub issued the ID token a moment ago, so a clock is off: run the job again; on a self-hosted GitHub server, set its clock.',
  'wrong-audience': (keyless, claims) =>
    `The ID token has the audience ${quoted(claims?.audience ?? keyless?.audience)}: add it to the client IDs of ${keyless?.oidcProviderArn} in RAM, or set the input audience to one of them.`,
  'provider-not-found': (keyless) =>
    `There is no OIDC provider ${keyless?.oidcProviderArn}: correct oidc-provider-arn, or create the provider in RAM with the issuer ${GITHUB_ISSUER} and the client ID ${keyless?.audience}.`,
  'provider-mismatch': (keyless, claims) =>
    `The OIDC provider ${keyless?.oidcProviderArn} does not match the issuer of the ID token, ${quoted(claims?.issuer ?? GITHUB_ISSUER)}: correct its issuer URL, or add the issuer's current certificate fingerprint to it.`,
  'role-not-found': (keyless) =>
    `There is no role ${keyless?.roleArn}: correct role-to-assume, which is the ARN of a RAM role, not that of a user or a policy.`,
  'role-not-trusting': (keyless, claims) => {
    if (claims === undefined || keyless === undefined) {
      return "Correct the role's trust policy: it must allow sts:AssumeRole to the OIDC provider, for issuer, audience and subject of the ID token.";
    }
    return `The ID token has the subject ${quoted(claims.subject)}${aboutIds(claims.subject)}, which the trust policy of ${keyless.roleArn} does not allow. A statement that does: ${trustStatement(keyless.oidcProviderArn, claims)}`;
  },
  'session-too-long': (keyless) =>
    `Lower role-session-expiration, or raise the maximum session duration of ${keyless?.roleArn} in RAM.`,
  'clock-off': () => CLOCK_OFF,
  'sts-unavailable': () =>
    'STS is not available at the moment: run the job again in a few minutes.',
  other: () => 'Check role-to-assume, oidc-provider-arn, audience and sts-endpoint.',
};

/** The statement of a trust policy that matches exactly the token that was refused. */
function trustStatement(oidcProviderArn: string, claims: IdTokenClaims): string {
  return JSON.stringify({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Federated: [oidcProviderArn] },
    Condition: {
      StringEquals: {
        'oidc:iss': [claims.issuer],
        'oidc:aud': [claims.audience],
        'oidc:sub': [claims.subject],
      },
    },
  });
}

/**
 * GitHub puts IDs into the subject of repositories created, renamed or transferred since
 * 2026-07-15, and of those that opted in.
 */
function aboutIds(subject: string): string {
  return /^repo:[^/:]+@\d+\/[^/:]+@\d+:/.test(subject)
    ? ' (it holds the IDs of owner and repository, as in repositories created, renamed or transferred since 2026-07-15)'
    : '';
}

function quoted(text = ''): string {
  return `"${oneLine(text, 300)}"`;
}
