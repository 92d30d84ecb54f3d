/** A request that was received completely. */
export interface ServiceRequest {
  method: string;
  path: string;
  /** Path and query as sent. */
  target: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  rawHeaders: readonly (readonly [name: string, value: string])[];
  clientIp: string;
  payload: { size: number; sha256: string; content: Buffer | undefined };
}
