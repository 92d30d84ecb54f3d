/** Sends a recorded request once more, as it was or altered: what an attacker could do. */

import { type IncomingHttpHeaders, request } from 'node:http';
import { type RequestOptions, request as tlsRequest } from 'node:https';
import type { Emulator, RequestRecord } from '../index';

export interface Replayed {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The parts of a recorded request that are sent once more. */
export type Recorded = Pick<RequestRecord, 'method' | 'path' | 'query' | 'headers'>;

export interface Alteration {
  method?: string;
  /** Path and query. */
  target?: string;
  body?: string | Buffer;
  /** Lower-case names; null removes the header. */
  headers?: Readonly<Record<string, string | null>>;
  /** Aborts the request. */
  signal?: AbortSignal;
}

/** @throws the network's error when no response comes or the response is cut off */
export async function replay(
  emulator: Emulator,
  recorded: Recorded,
  { method = recorded.method, target, body = '', headers = {}, signal }: Alteration = {},
): Promise<Replayed> {
  const query = new URLSearchParams(recorded.query).toString();
  const url = new URL(emulator.endpoint);
  const sentHeaders: Record<string, string> = { ...recorded.headers };
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) delete sentHeaders[name];
    else sentHeaders[name] = value;
  }
  delete sentHeaders['transfer-encoding'];
  sentHeaders['content-length'] = String(Buffer.byteLength(body));
  const options: RequestOptions = {
    method,
    host: url.hostname,
    port: url.port,
    path: target ?? (query ? `${recorded.path}?${query}` : recorded.path),
    headers: sentHeaders,
    rejectUnauthorized: false,
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? tlsRequest : request)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
