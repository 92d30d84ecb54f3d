import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { describeCause, exchangeFailure } from './errors';

/** The longest response body, as it was sent and decoded, that is read. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** The server sent more than this action takes. It had the request, so it is not retried. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';

  constructor(readonly maxBytes: number) {
    super(`The response is larger than ${maxBytes / (1024 * 1024)} MiB`);
  }
}

/**
 * A body up to a limit.
 *
 * @throws ResponseTooLarge in the place of the chunk that exceeds it
 */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  maxBytes = MAX_BODY_BYTES,
): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new ResponseTooLarge(maxBytes);
    yield chunk;
  }
}

/** More than one encoding is rare; a longer list than this is not meant seriously. */
const MAX_ENCODINGS = 4;

type Decoder = (start: Uint8Array) => Transform;

/** The content codings that are undone (RFC 9110, 8.4.1; brotli: RFC 7932). */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', (start) => (isZlib(start) ? createInflate() : createInflateRaw())],
  ['br', () => createBrotliDecompress()],
]);

/** What is needed of a response to decode its body. */
interface EncodedResponse {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection, also while the body is being read. */
  readonly close: () => void;
}

/**
 * The body of a response without its `content-encoding`. An empty body is left alone, and so is one
 * with an encoding that is not known.
 *
 * @param maxBytes of the decoded body, and of each step on the way to it
 * @throws TransportError if the body is not what its encoding says, which may have been delivered;
 * ResponseTooLarge
 */
export function decodedBody(
  { headers, body, close }: EncodedResponse,
  maxBytes = MAX_BODY_BYTES,
): AsyncIterable<Uint8Array> {
  const encodings = (headers['content-encoding'] ?? '')
    .split(',', MAX_ENCODINGS + 1)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > MAX_ENCODINGS) return body;
  let freed = body;
  // They are listed in the order in which they were applied.
  for (const name of encodings.toReversed()) {
    const decoder = DECODERS.get(name);
    if (decoder === undefined) return body;
    freed = limited(decoded(freed, close, name, decoder), maxBytes);
  }
  return freed;
}

async function* decoded(
  encoded: AsyncIterable<Uint8Array>,
  close: () => void,
  name: string,
  decoder: Decoder,
): AsyncGenerator<Uint8Array, void> {
  // The beginning is read first: an empty body has nothing to decode, and deflate has two forms.
  const chunks = encoded[Symbol.asyncIterator]();
  let brokenOff: unknown;
  const read = () =>
    chunks.next().catch((error: unknown) => {
      brokenOff = error;
      throw error;
    });
  const start = await read();
  if (start.done === true) return;
  const whole = async function* (first: IteratorResult<Uint8Array>) {
    for (let next = first; next.done !== true; next = await read()) yield next.value;
  };
  // Every error reaches the reader of the decoder, too.
  const output = pipeline(Readable.from(whole(start)), decoder(start.value), () => undefined);
  try {
    for await (const chunk of output) yield chunk;
  } catch (error) {
    if (brokenOff !== undefined) throw brokenOff;
    throw exchangeFailure(`the response body is not valid ${name}: ${describeCause(error)}`, error);
  } finally {
    // The decoder reads ahead, and what is being read cannot be left otherwise.
    close();
  }
}

/** Whether deflated data has zlib's header (RFC 1950, 2.2), as it should; some servers omit it. */
function isZlib([first = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8;
}
