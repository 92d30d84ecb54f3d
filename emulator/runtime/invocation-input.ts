/** What a handler gets to see of an invocation. */

/** Head of an HTTP request for a web function, or for an HTTP handler of FC 2.0. */
export interface HttpRequestHead {
  method: string;
  /** Path and query, percent-encoded, without what only leads to the trigger. */
  target: string;
  headers: Readonly<Record<string, string>>;
  clientIp: string;
}

/** Head of such a function's response. */
export interface HttpResponseHead {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
}

export type InvocationInput =
  | { type: 'event'; payload: Buffer }
  | { type: 'http'; head: HttpRequestHead; body: Buffer };
