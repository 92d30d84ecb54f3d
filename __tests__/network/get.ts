import type { ConnectionSettings } from '../../src/http/connection';
import { type HttpRequest, type HttpResponse, send } from '../../src/http/send';

/** Sends a GET over the action's own transport, without proxies unless `settings` names some. */
export function get(
  origin: string,
  settings: Partial<ConnectionSettings> = {},
  request: Partial<HttpRequest> = {},
): Promise<HttpResponse> {
  return send(
    { origin, method: 'GET', path: '/', headers: {}, ...request },
    { environment: {}, signal: new AbortController().signal, ...settings },
  );
}

/** What a promise is rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}
