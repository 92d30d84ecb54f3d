import type { CredentialsProblem } from '../credentials/credentials-error';
import type { IdTokenClaims } from '../credentials/id-token-claims';
import type { Failure } from '../failure';
import { oneLine } from '../text';
import { minimalPolicy } from './ram-policy';

/** What a permission is about. */
export interface FunctionResource {
  readonly region: string;
  /** Empty when not given. */
  readonly accountId: string;
  /** FC 2.0; else empty. */
  readonly serviceName: string;
  readonly functionName: string;
  readonly qualifier: string;
  /** The role that the job assumed, if any. */
  readonly roleArn: string | undefined;
}

/** What a hint can name. */
export interface HintContext extends Omit<FunctionResource, 'roleArn'> {
  readonly endpointHost: string;
  readonly keyless:
    | {
        readonly roleArn: string;
        readonly oidcProviderArn: string;
        readonly audience: string;
      }
    | undefined;
}

type Hint = (context: HintContext, failure: Failure) => string;

/**
 * What to do about a failure, one sentence or two; `undefined` where nothing better than the
 * message is known.
 */
export function hintFor(failure: Failure, context: HintContext): string | undefined {
  if (failure.credentials !== undefined) {
    return CREDENTIALS_HINTS[failure.credentials.problem](context, failure);
  }
  const said = failure.refusal?.message ?? '';
  const byMessage = HINTS_BY_MESSAGE.find(({ message }) => message.test(said));
  if (byMessage !== undefined) return byMessage.hint(context, failure);
  const hint = Object.hasOwn(HINTS, failure.type) ? HINTS[failure.type] : undefined;
  return hint?.(context, failure);
}

const WRONG_SECRET: Hint = () =>
  'The AccessKey secret does not belong to the AccessKey ID: set both secrets again, without quotes or line breaks.';

const UNKNOWN_KEY: Hint = () =>
  'The AccessKey ID does not exist or is disabled: check the key in the RAM console and the secret that holds it.';

const EXPIRED_TOKEN: Hint = () =>
  'The temporary key has expired: get a new one right before this step, or use role-to-assume, whose keys are renewed while the step runs.';

const MISMATCHED_TOKEN: Hint = () =>
  'The security token belongs to another AccessKey or is not complete: pass ID, secret and security-token of one and the same temporary key.';

const CLOCK_OFF: Hint = () =>
  "The runner's clock differs from Alibaba Cloud's by more than 15 minutes: set it, e.g. by NTP, or run on another machine.";

/**
 * Failures by their type: FC's code (error table of the API), the function's error type, or this
 * action's own.
 */
const HINTS: Readonly<Record<string, Hint>> = {
  AsyncTaskNotFound: () =>
    "wait needs the async task feature: set asyncTask: true in the function's async configuration (PutAsyncInvokeConfig, or asyncInvokeConfig in s.yaml).",
  AccessDenied: (context, failure) => {
    const roleArn = context.keyless?.roleArn;
    const grantee = roleArn ?? 'the RAM user or role that the AccessKey belongs to';
    const operation = failure.refusal?.operation ?? 'fc:InvokeFunction';
    const policy = minimalPolicy(
      operation,
      { ...context, roleArn },
      failure.refusal?.message ?? '',
    );
    return `Attach a policy with this permission to ${grantee}: ${policy}`;
  },
  SignatureNotMatch: WRONG_SECRET,
  InvalidAccessKeyID: UNKNOWN_KEY,
  // Spelled as Alibaba Cloud's API gateway spells them; which of them FC uses is not verified.
  SignatureDoesNotMatch: WRONG_SECRET,
  'InvalidAccessKeyId.NotFound': UNKNOWN_KEY,
  'InvalidAccessKeyId.Inactive': UNKNOWN_KEY,
  'InvalidSecurityToken.Expired': EXPIRED_TOKEN,
  SecurityTokenExpired: EXPIRED_TOKEN,
  'InvalidSecurityToken.MismatchWithAccessKey': MISMATCHED_TOKEN,
  'InvalidSecurityToken.Malformed': MISMATCHED_TOKEN,
  MissingSecurityToken: MISMATCHED_TOKEN,
  'InvalidTimeStamp.Expired': CLOCK_OFF,
  IllegalTimestamp: CLOCK_OFF,
  RequestTimeTooSkewed: CLOCK_OFF,

  // An error status without a code of FC.
  ServiceError: () =>
    'If the error is not from FC, look at what stands between the runner and the endpoint: a proxy, a gateway, the endpoint input.',
  FunctionNotFound: ({ functionName, region }) =>
    `Check function-name (${functionName}), region (${region}) and the account that the credentials belong to.`,
  VersionNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is no published version of the function: publish it, or name one that exists.`,
  AliasNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is no alias of the function: create it, or name one that exists.`,
  EntityTooLarge: () =>
    'The payload exceeds what FC accepts: pass a reference to the data instead, e.g. an OSS object.',
  ResourceExhausted: () =>
    'The function is at its concurrency limit: raise it, or try again later with a higher max-retries.',
  StatefulAsyncInvocationAlreadyExists: () =>
    'A task with this ID exists already: choose another async-task-id, e.g. with the run ID in it.',
  InitializationError: () =>
    "The function's initializer failed, so its handler was not called: see the log.",
  Timeout: ({ functionName }) =>
    `Raise timeout if ${functionName} needs longer, or use invocation-type async.`,
};

/**
 * Refusals that share a code with others, `AccessDenied` above all, and are told apart by what FC
 * says. Reported by users of FC 2.0's tools; 3.0's words may differ, and then the code's hint shows.
 */
const HINTS_BY_MESSAGE: readonly { readonly message: RegExp; readonly hint: Hint }[] = [
  {
    message: /does ?n[o']t belong to you/i,
    hint: ({ endpointHost }) =>
      `The endpoint ${endpointHost} is that of another account than the credentials': correct account-id or endpoint, or use a key of that account.`,
  },
  { message: /request time .* is too large/i, hint: CLOCK_OFF },
  { message: /security token\b.*\bexpired/i, hint: EXPIRED_TOKEN },
  {
    message: /FC service is not enabled/i,
    hint: () => 'Activate Function Compute for the account in its console first.',
  },
];

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** Why there are no credentials, each with the place where that is changed. */
const CREDENTIALS_HINTS: Readonly<Record<CredentialsProblem, Hint>> = {
  'none-found': () =>
    'Keyless is best: create an OIDC provider and a role in RAM, give both ARNs as inputs, and let the job have `permissions: id-token: write`. Else store the AccessKey ID and secret of a RAM user as secrets of the repository and pass them as inputs.',
  'malformed-key': () =>
    'Copy ID, secret and token again, each without quotes, blanks and line breaks within, into a secret of its own.',
  'id-token-not-permitted': () =>
    'Add `permissions: {id-token: write, contents: read}` to the job or the workflow, and to the caller of a reusable workflow. Pull requests from forks never get it.',
  'id-token-not-issued': () =>
    "GitHub's OIDC service refused: run the job again, and see githubstatus.com if that does not help.",
  'id-token-expired': () =>
    'GitHub issued the ID token a moment ago, so that a clock must be off: run the job again; on a self-hosted GitHub server, set its clock.',
  'wrong-audience': ({ keyless }, failure) =>
    `The ID token has the audience ${quoted(failure.credentials?.claims?.audience ?? keyless?.audience)}: add it to the client IDs of ${keyless?.oidcProviderArn} in RAM, or set the input audience to one of them.`,
  'provider-not-found': ({ keyless }) =>
    `There is no OIDC provider ${keyless?.oidcProviderArn}: correct oidc-provider-arn, or create the provider in RAM with the issuer ${GITHUB_ISSUER} and the client ID ${keyless?.audience}.`,
  'provider-mismatch': ({ keyless }, failure) =>
    `The OIDC provider ${keyless?.oidcProviderArn} does not stand for the issuer of the ID token, ${quoted(failure.credentials?.claims?.issuer ?? GITHUB_ISSUER)}: correct its issuer URL, or add the issuer's current certificate fingerprint to it.`,
  'role-not-found': ({ keyless }) =>
    `There is no role ${keyless?.roleArn}: correct role-to-assume, which is the ARN of a RAM role, not that of a user or a policy.`,
  'role-not-trusting': ({ keyless }, failure) => {
    const claims = failure.credentials?.claims;
    if (claims === undefined || keyless === undefined) {
      return "Correct the role's trust policy: it must allow sts:AssumeRole to the OIDC provider, for issuer, audience and subject of the ID token.";
    }
    return `The ID token has the subject ${quoted(claims.subject)}${aboutIds(claims.subject)}, which the trust policy of ${keyless.roleArn} does not allow. A statement that does: ${trustStatement(keyless.oidcProviderArn, claims)}`;
  },
  'session-too-long': ({ keyless }) =>
    `Lower role-session-expiration, or raise the maximum session duration of ${keyless?.roleArn} in RAM.`,
  'clock-off': CLOCK_OFF,
  'sts-unavailable': () => 'STS cannot answer at the moment: run the job again in some minutes.',
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

/** GitHub puts IDs into the subject of repositories created or renamed since 2026-07-15. */
function aboutIds(subject: string): string {
  return /^repo:[^/:]+@\d+\/[^/:]+@\d+:/.test(subject)
    ? ' (it holds the IDs of owner and repository, as those of newer repositories do)'
    : '';
}

function quoted(text = ''): string {
  return `"${oneLine(text, 300)}"`;
}
