/**
 * Queries of HTTP requests. A query is kept as it is written, since it need be neither UTF-8 nor made
 * of names and values.
 */

import { isUtf8 } from 'node:buffer';

/** What ends or splits a request line, or may be taken for its end. */
export const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Splits a path or a URL at its first `?`.
 *
 * @returns the query without the `?`, where characters that a request line cannot hold (RFC 9112,
 * 3.2.1) are percent-encoded as UTF-8; `undefined` if there is no `?`
 */
export function splitAtQuery(text: string): { before: string; query: string | undefined } {
  const start = text.indexOf('?');
  if (start < 0) return { before: text, query: undefined };
  const query = text
    .slice(start + 1)
    .toWellFormed()
    .replace(/[^\x21-\x7e]+|#/g, encodeURIComponent);
  return { before: text.slice(0, start), query };
}

/** Queries as one, in this order; `undefined` if there is none. */
export function joinedQueries(...queries: readonly (string | undefined)[]): string | undefined {
  const present = queries.filter((query) => query !== undefined);
  return present.length === 0 ? undefined : present.filter((query) => query !== '').join('&');
}

/** Names and values of a query, decoded as forms are; `undefined` if they are not UTF-8. */
export function decodedQuery(query: string): readonly (readonly [string, string])[] | undefined {
  const bytes = query.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (!isUtf8(Buffer.from(bytes, 'latin1'))) return undefined;
  // An empty pair in front keeps a query that begins with `?` whole.
  return [...new URLSearchParams(`&${query}`)];
}
