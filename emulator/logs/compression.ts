import { deflateSync } from 'node:zlib';

/** How Log Service compresses what clients accept. */
export const COMPRESSIONS: ReadonlyMap<string, (content: Buffer) => Buffer> = new Map([
  ['lz4', asLz4Block],
  // What Log Service calls gzip is in zlib's format (both official SDKs).
  ['gzip', deflateSync],
  ['deflate', deflateSync],
]);

/**
 * An LZ4 block that holds its content as it is: a single sequence of literals, whose length fills
 * the upper half of the first byte and goes on in bytes of 255 (LZ4 Block Format Description).
 */
function asLz4Block(content: Buffer): Buffer {
  const { length } = content;
  if (length < 15) return Buffer.concat([Buffer.from([length << 4]), content]);
  const more = length - 15;
  const lengths = Buffer.alloc(Math.floor(more / 255) + 1, 255);
  lengths[lengths.length - 1] = more % 255;
  return Buffer.concat([Buffer.from([0xf0]), lengths, content]);
}
