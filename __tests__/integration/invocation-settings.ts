import { systemClock } from '../../src/clock';
import type { AccessKey } from '../../src/credentials/access-key';
import type { TaskSettings } from '../../src/function-compute/invocation';
import { startDeadline } from '../../src/http/deadline';
import { parseEndpoint } from '../../src/http/endpoint';
import type { Result } from '../../src/runner/result';
import { resultOf } from '../results';

/** Settings for `invoke` without files and without a log. `end` stops the clock. */
export function invocationSettings(
  endpoint: string,
  key: AccessKey,
  maxRetries: number,
  job: AbortSignal = new AbortController().signal,
): { settings: TaskSettings; end: () => void } {
  const deadline = startDeadline(60, job);
  const settings: TaskSettings = {
    endpoint: parseEndpoint(endpoint),
    accessKey: async () => key,
    deadline,
    maxRetries,
    onCancel: 'stop',
    clock: systemClock,
    receiveResult,
    onResend: () => undefined,
    onLostAnswer: () => undefined,
    onStateChange: () => undefined,
    onHeaders: () => undefined,
  };
  return { settings, end: deadline.clear };
}

async function receiveResult(body: AsyncIterable<Uint8Array>): Promise<Result> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return resultOf(bytes);
}
