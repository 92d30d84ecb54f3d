import { CredentialsError } from '../credentials/credentials-error';
import { withDeadline } from '../http/deadline';
import { ServiceError } from '../http/service-error';
import type { CallSettings } from './call';
import type { InvocationSettings } from './invocation';

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
  settings: InvocationSettings,
  ask: (settings: CallSettings) => Promise<Task>,
): Promise<Task | undefined> {
  const { clock } = settings;
  const end = clock.now() + VISIBILITY_SECONDS * 1000;
  // Also ends a read that gets no response.
  return withDeadline(VISIBILITY_SECONDS, settings.deadline.signal, async (deadline) => {
    do {
      try {
        return await ask({ ...settings, deadline, maxRetries: 0 });
      } catch (error) {
        if (mayNotAsk(error)) return undefined;
      }
      await clock.sleep(INTERVAL_MS, deadline.signal).catch(() => undefined);
    } while (!deadline.signal.aborted && clock.now() < end);
    return undefined;
  });
}

function mayNotAsk(error: unknown): boolean {
  return error instanceof ServiceError
    ? error.answer.statusCode === 403
    : error instanceof CredentialsError;
}
