import type { Failure, Refusal } from '../failure';
import type { HintContext } from './hint-context';
import { CLOCK_OFF } from './hints-credentials';
import { triggerAccessHint } from './hints-trigger';
import { attachPolicy, minimalPolicy } from './ram-policy';

type ServiceHint = (context: HintContext, refusal: Refusal) => string;

/** RAM's name for what runs a function. */
const INVOKE_FUNCTION = 'fc:InvokeFunction';

/** FC's messages have one sentence; what comes behind that is not searched. */
const MAX_SEARCHED_LENGTH = 1_000;

/** What to do about a refusal or an error of FC, by its code, and by its words where those decide. */
export function serviceHint(
  { type, refusal }: Extract<Failure, { kind: 'service' }>,
  context: HintContext,
): string | undefined {
  const isInvocation = refusal.operation === INVOKE_FUNCTION;
  if (isInvocation) {
    const access = triggerAccessHint(context);
    if (access !== undefined) return access;
    if (refusal.statusCode === 409 && context.asyncTaskId !== '') return TASK_EXISTS;
  }
  // What comes through a trigger may be the function's own words.
  const isForeign = isInvocation && context.trigger !== undefined;
  const message = isForeign ? '' : refusal.message.slice(0, MAX_SEARCHED_LENGTH);
  const hint =
    HINTS_BY_MESSAGE.find(({ words }) => holdsInOrder(message.toLowerCase(), words))?.hint ??
    (Object.hasOwn(HINTS, type) ? HINTS[type] : undefined);
  return hint?.(context, { ...refusal, message });
}

const TASK_EXISTS =
  'A task with this ID already exists: choose another async-task-id, e.g. with the run ID in it, or follow the existing task with wait: true.';

const WRONG_SECRET: ServiceHint = () =>
  'The AccessKey secret does not belong to the AccessKey ID: set both secrets again, without quotes or line breaks.';

const UNKNOWN_KEY: ServiceHint = () =>
  'The AccessKey ID does not exist or is disabled: check that ID and secret are not swapped, and the AccessKey pair in the RAM console.';

const EXPIRED_TOKEN: ServiceHint = () =>
  'The temporary credentials have expired: obtain new ones right before this step, or use role-to-assume, whose credentials are renewed while the step runs.';

const MISMATCHED_TOKEN: ServiceHint = () =>
  'The security token belongs to another AccessKey pair or is not complete: pass ID, secret and security-token of the same temporary credentials.';

/** A custom runtime or container whose server did not come up. */
const NOT_STARTED: ServiceHint = () =>
  "The function's server did not start: it must listen on 0.0.0.0 at the port that the function is configured with (9000 by default) within 120 s; see the log.";

const COMMAND_NOT_FOUND: ServiceHint = () =>
  "The function's start command cannot be run: check the command in its configuration, that the file is in the code package or image, and that it is executable on Linux.";

/** Failures by FC's code (error table of the API). */
const HINTS: Readonly<Record<string, ServiceHint>> = {
  AsyncTaskNotFound: () =>
    "wait needs the async task feature: set asyncTask: true in the function's async configuration (PutAsyncInvokeConfig, or asyncInvokeConfig in s.yaml).",
  AccessDenied: (context, refusal) => {
    const roleArn = context.keyless?.roleArn;
    const operation = refusal.operation ?? INVOKE_FUNCTION;
    const policy = minimalPolicy(operation, { ...context, roleArn }, refusal.message);
    return attachPolicy(policy, roleArn);
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
  'InvalidTimeStamp.Expired': () => CLOCK_OFF,
  IllegalTimestamp: () => CLOCK_OFF,
  RequestTimeTooSkewed: () => CLOCK_OFF,

  // An error status without a code of FC.
  ServiceError: () =>
    'If the error is not from FC, check what is between the runner and the endpoint: a proxy, a gateway, the endpoint input.',
  FunctionNotFound: ({ functionName, region, serviceName }) =>
    `Check function-name (${functionName}), region (${region}) and the account that the credentials belong to; ${
      serviceName === ''
        ? 'a function of FC 2.0 also needs service-name'
        : `a function of FC 3.0 has no service: leave out service-name (${serviceName})`
    }.`,
  ServiceNotFound: ({ serviceName, region }) =>
    `Check service-name (${serviceName}), region (${region}) and the account that the credentials belong to; a function of FC 3.0 has no service: leave out service-name.`,
  VersionNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is not a published version of the function: publish it, or name one that exists.`,
  AliasNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is not an alias of the function: ${
      qualifier.toUpperCase() === 'LATEST' ? 'write LATEST' : 'create it, or name one that exists'
    }.`,
  EntityTooLarge: () =>
    'The payload exceeds what FC accepts: pass a reference to the data instead, e.g. an OSS object.',
  ResourceExhausted: () =>
    'The function is at its concurrency limit: raise it, or try again later with a higher max-retries.',
  StatefulAsyncInvocationAlreadyExists: () => TASK_EXISTS,
  FunctionNotStarted: NOT_STARTED,
  CAExited: () =>
    "The function's process exited while it started: see the log, and run its start command with the same environment variables elsewhere.",
  CAFileNotFound: COMMAND_NOT_FOUND,
  CAFilePermission: COMMAND_NOT_FOUND,
  // The default domain of a trigger, *.fcapp.run, may not redirect.
  ExternalRedirectForbidden: () =>
    'The function has run and returned a redirect, which FC does not pass on through *.fcapp.run: call it through a custom domain, or let it return another status.',
};

/**
 * Refusals that share a code with others, `AccessDenied` above all, and are told apart by what FC
 * says. Reported by users of FC 2.0's tools; 3.0's words may differ, and then the code's hint shows.
 */
const HINTS_BY_MESSAGE: readonly {
  /** In lower case, in this order. */
  readonly words: readonly string[];
  readonly hint: ServiceHint;
}[] = [
  { words: ["doesn't belong to you"], hint: otherAccount },
  { words: ['does not belong to you'], hint: otherAccount },
  { words: ['request time ', ' is too large'], hint: () => CLOCK_OFF },
  { words: ['security token', 'expired'], hint: EXPIRED_TOKEN },
  {
    words: ['fc service is not enabled'],
    hint: () => 'Activate Function Compute for the account in its console first.',
  },
];

function otherAccount({ endpointHost }: HintContext): string {
  return `The endpoint ${endpointHost} belongs to another account than the credentials: correct account-id or endpoint, or use credentials of that account.`;
}

function holdsInOrder(text: string, words: readonly string[]): boolean {
  let position = 0;
  return words.every((word) => {
    const found = text.indexOf(word, position);
    position = found + word.length;
    return found >= 0;
  });
}
