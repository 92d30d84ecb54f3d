import type { AccessKey } from '../../../src/credentials/access-key';
import type { InvocationSettings } from '../../../src/function-compute/invocation';
import { startDeadline } from '../../../src/http/deadline';
import type { Result } from '../../../src/runner/result';
import { resultOf } from '../../support/results';
import { SkippingClock } from '../../support/skipping-clock';

/** Settings for `invoke` without files, without a log and without waits. `end` ends the deadline. */
export function invocationSettings(
  key: AccessKey,
  maxRetries: number,
  job: AbortSignal = new AbortController().signal,
): { settings: InvocationSettings; end: () => void } {
  const deadline = startDeadline(60, job);
  const settings: InvocationSettings = {
    accessKey: async () => key,
    deadline,
    maxRetries,
    clock: new SkippingClock(),
    receiveResult,
    onResend: () => undefined,
    onLostResponse: () => undefined,
    onStateChange: () => undefined,
    onHeaders: () => undefined,
    environment: {},
  };
  return { settings, end: deadline.clear };
}

async function receiveResult(body: AsyncIterable<Uint8Array>): Promise<Result> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return resultOf(bytes);
}
