import { systemClock } from '../clock';
import { CredentialsError } from '../credentials/credentials-error';
import { startDeadline } from '../http/deadline';
import { ServiceError } from '../http/service-error';
import type { CallSettings } from './call';

/** A fresh task can be unknown to GetAsyncTask for about 3 s (observed by others). */
const VISIBILITY_SECONDS = 5;
const INTERVAL_MS = 500;

/**
 * Asks for a task until FC knows it, for up to 5 s. A single failed question means nothing;
 * having no right to ask (403), or no key to ask with, ends it at once.
 *
 * @returns the task, or `undefined` when FC did not confirm it in that time
 */
export async function askUntilVisible<Task>(
  settings: CallSettings,
  ask: (settings: CallSettings) => Promise<Task>,
): Promise<Task | undefined> {
  const deadline = startDeadline(VISIBILITY_SECONDS, settings.deadline.signal);
  try {
    for (;;) {
      try {
        return await ask({ ...settings, deadline, maxRetries: 0 });
      } catch (error) {
        if (mayNotAsk(error) || deadline.signal.aborted) return undefined;
      }
      await systemClock.sleep(INTERVAL_MS, deadline.signal).catch(() => undefined);
    }
  } finally {
    deadline.clear();
  }
}

function mayNotAsk(error: unknown): boolean {
  return error instanceof ServiceError
    ? error.answer.statusCode === 403
    : error instanceof CredentialsError;
}
