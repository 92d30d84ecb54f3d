import type { Failure } from '../failure';

/** What a hint can name. */
export interface HintContext {
  readonly region: string;
  readonly functionName: string;
  readonly qualifier: string;
  readonly endpointHost: string;
}

/**
 * What to do about a failure, one sentence or two; `undefined` where nothing better than the
 * message is known. Codes are FC's (error table of the API) or this action's own.
 */
export function hintFor(failure: Failure, context: HintContext): string | undefined {
  const hint = HINTS[failure.type];
  if (hint !== undefined) return hint(context);
  if (failure.kind === 'service') {
    return 'If the error is not from FC, look at what stands between the runner and the endpoint: a proxy, a gateway, the endpoint input.';
  }
  return undefined;
}

const HINTS: Readonly<Record<string, (context: HintContext) => string>> = {
  SignatureNotMatch: () =>
    'The AccessKey secret does not belong to the AccessKey ID: set both secrets again, without quotes or line breaks.',
  InvalidAccessKeyID: () =>
    'The AccessKey ID does not exist or is disabled: check the key in the RAM console and the secret that holds it.',
  FunctionNotFound: ({ functionName, region }) =>
    `Check function-name (${functionName}), region (${region}) and the account that the credentials belong to.`,
  VersionNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is no published version of the function: publish it, or name one that exists.`,
  AliasNotFound: ({ qualifier }) =>
    `The qualifier ${qualifier} is no alias of the function: create it, or name one that exists.`,
  AccessDenied: ({ region, functionName }) =>
    `Grant the RAM user or role fc:InvokeFunction on acs:fc:${region}:*:functions/${functionName} and acs:fc:${region}:*:functions/${functionName}/*.`,
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
  CredentialsError: () =>
    'Store the AccessKey ID and secret of a RAM user in the secrets of the repository and pass them as inputs.',
};
