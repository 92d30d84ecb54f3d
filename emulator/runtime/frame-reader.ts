/**
 * The emulator's end of the channels to an instance; `instance/frames.mjs` is the other end and
 * describes the format.
 */

const PREFIX_BYTES = 8;

/** A report may hold an HTTP head; what claims to be longer was not written by the runtime. */
const MAX_HEADER_BYTES = 64 * 1024;

export function encodeFrame(header: object, body: Buffer): Buffer[] {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return [prefix, json, body];
}

/**
 * Takes frames apart as their bytes arrive. Each part is allocated once in its full size, so that
 * a large body is copied once and not again with each chunk.
 */
export class FrameReader {
  #part: 'prefix' | 'header' | 'body' = 'prefix';
  #buffer = Buffer.alloc(PREFIX_BYTES);
  #filled = 0;
  #bodyLength = 0;
  #header = '';

  constructor(private readonly onFrame: (header: unknown, body: Buffer) => void) {}

  /** @throws Error when the bytes are not frames */
  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      const copied = chunk.copy(this.#buffer, this.#filled, offset);
      offset += copied;
      this.#filled += copied;
      while (this.#filled === this.#buffer.length) this.#endPart();
    }
  }

  #endPart(): void {
    const complete = this.#buffer;
    switch (this.#part) {
      case 'prefix':
        this.#bodyLength = complete.readUInt32BE(4);
        if (complete.readUInt32BE(0) > MAX_HEADER_BYTES) throw new Error('This is not a frame.');
        this.#begin('header', complete.readUInt32BE(0));
        return;
      case 'header':
        this.#header = complete.toString();
        this.#begin('body', this.#bodyLength);
        return;
      case 'body':
        this.#begin('prefix', PREFIX_BYTES);
        this.onFrame(JSON.parse(this.#header), complete);
    }
  }

  #begin(part: 'prefix' | 'header' | 'body', length: number): void {
    this.#part = part;
    this.#buffer = Buffer.alloc(length);
    this.#filled = 0;
  }
}
