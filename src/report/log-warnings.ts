import { shownSentence } from '../failure';
import type { InvocationRequest, PlannedMode } from '../function-compute/invocation';
import type { CredentialsInputs } from '../inputs/inputs';
import { GET_LOGS } from '../log-service/get-logs';
import type { Logstore } from '../log-service/log-config';
import type { UnreadLog } from '../log-service/unread-log';
import { logPolicy } from './ram-policy';
import { adviceFor } from './report';

/** How Log Service refuses those who may not read. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([401, 403]);

/** Says why the whole log is not there, and what to do about a refusal. */
export function unreadLogWarning(
  unread: Exclude<UnreadLog, { kind: 'cancelled' }>,
  request: InvocationRequest<PlannedMode>,
  credentials: CredentialsInputs | undefined,
  logstore: Logstore | undefined,
): string {
  const seen = 'so only its end is shown, and `expect` sees `logs` as null';
  if (unread.kind === 'incomplete') return `The whole log is not known: ${unread.reason}, ${seen}.`;
  const { failure } = unread;
  const reason = shownSentence(failure, true).replace(/\.$/, '');
  const isOfLogService = failure.kind === 'service' && failure.refusal.operation === GET_LOGS;
  const advice =
    isOfLogService && NOT_ALLOWED.has(failure.refusal.statusCode) && logstore !== undefined
      ? `Attach a policy with this permission to ${credentials?.keyless?.roleArn ?? 'the RAM user or role that the AccessKey belongs to'}: ${logPolicy(logstore, request.target)}`
      : adviceFor(failure, request, credentials, {});
  return [`The whole log cannot be read: ${reason}, ${seen}.`, advice].filter(Boolean).join(' ');
}
