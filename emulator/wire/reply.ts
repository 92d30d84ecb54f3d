/** Names as written, in the order of writing. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A response before it is put on the wire. */
export interface Reply {
  status: number;
  /** Default: the status's own. */
  reason?: string;
  headers: HeaderList;
  body: Buffer;
}
