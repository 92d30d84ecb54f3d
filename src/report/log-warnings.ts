import { type Failure, sentence } from '../failure';
import type { InvocationRequest, PlannedMode } from '../function-compute/invocation';
import type { CredentialsInputs } from '../inputs/inputs';
import { GET_LOGS } from '../log-service/get-logs';
import type { Logstore } from '../log-service/log-config';
import type { UnreadLog } from '../log-service/unread-log';
import { attachPolicy, logPolicy } from './ram-policy';
import { adviceFor } from './report';

/** Says why the whole log is not there, and what to do about a refusal. */
export function unreadLogWarning(
  unread: Exclude<UnreadLog, { kind: 'cancelled' }>,
  request: InvocationRequest<PlannedMode>,
  credentials: CredentialsInputs | undefined,
  logstore: Logstore | undefined,
): string {
  const seen = 'so `expect` sees `logs` as null';
  if (unread.kind === 'incomplete')
    return `The whole log is not available: ${unread.reason}, ${seen}.`;
  const { failure } = unread;
  const reason = sentence(failure).replace(/\.$/, '');
  const isOfLogService = failure.kind === 'service' && failure.refusal.operation === GET_LOGS;
  const advice = isOfLogService
    ? logAdvice(failure, request, credentials, logstore)
    : adviceFor(failure, request, credentials, {});
  return [`The whole log cannot be read: ${reason}, ${seen}.`, advice].filter(Boolean).join(' ');
}

/**
 * What a refusal by Log Service asks for: a permission, unless it is about something else. Its codes
 * for that are not verified; FC has just accepted the credentials.
 */
function logAdvice(
  { type, refusal: { statusCode, message } }: Extract<Failure, { kind: 'service' }>,
  { target }: InvocationRequest<PlannedMode>,
  credentials: CredentialsInputs | undefined,
  logstore: Logstore | undefined,
): string | undefined {
  const isRefused = statusCode === 401 || statusCode === 403;
  if (!isRefused || OTHER_REFUSALS.has(type) || logstore === undefined) return undefined;
  const roleArn = credentials?.keyless?.roleArn;
  const policy = logPolicy(logstore, { ...target, roleArn }, message.slice(0, MAX_SEARCHED_LENGTH));
  return attachPolicy(policy, roleArn);
}

/** A signature that Log Service computes otherwise, and a gateway's page. */
const OTHER_REFUSALS: ReadonlySet<string> = new Set(['SignatureNotMatch', 'ServiceError']);

/** What comes behind the first sentences of a refusal is not searched. */
const MAX_SEARCHED_LENGTH = 1_000;
