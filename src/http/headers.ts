/**
 * Headers that have one value at most; of a repeated one the first counts, as in Node.js itself,
 * since a list of two dates or two periods has no meaning (RFC 9110, 5.3).
 */
const SINGULAR = new Set([
  'age',
  'content-length',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'server',
]);

/**
 * Response headers by lower-case name; values of a repeated header are joined by `, `.
 *
 * Read from the raw list: `headersDistinct` of some releases of Node.js fails on a header that is
 * named like a member of every object, such as `__proto__`. Here it becomes a property like others.
 *
 * @param rawHeaders names and values in turn, as Node.js lists them
 */
export function headersFrom(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    if (earlier === undefined) headers.set(name, value);
    else if (!SINGULAR.has(name)) headers.set(name, `${earlier}, ${value}`);
  }
  return Object.fromEntries(headers);
}
