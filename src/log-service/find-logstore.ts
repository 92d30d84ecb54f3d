import type { CallSettings } from '../function-compute/call';
import { loadSdk } from '../function-compute/sdk-call';
import type { FunctionTarget } from '../function-compute/target';
import { type Logstore, logstoreFrom } from './log-config';
import { type UnreadLog, unreadLog } from './unread-log';

/**
 * Asks FC where the log of a function goes (GetFunction), retried as a read within the deadline.
 * Nothing is thrown but defects.
 */
export async function findLogstore(
  { endpoint, functionName, qualifier }: FunctionTarget,
  settings: CallSettings,
): Promise<{ readonly kind: 'found'; readonly logstore: Logstore } | UnreadLog> {
  try {
    const callSdk = await loadSdk(endpoint);
    const body = await callSdk(settings, (sdk) => sdk.getFunction(functionName, qualifier));
    const found = logstoreFrom(body);
    if ('missing' in found) return { kind: 'incomplete', reason: found.missing };
    return { kind: 'found', logstore: found };
  } catch (error) {
    return unreadLog(error);
  }
}
