/** A JSON value whose numbers are of the type `N`. */
export type JsonOf<N> = null | boolean | N | string | readonly JsonOf<N>[] | JsonObjectOf<N>;
export type JsonObjectOf<N> = { readonly [name: string]: JsonOf<N> };

/** A JSON value; an integer that a double might not hold is a `bigint`. */
export type Json = JsonOf<number | bigint>;
export type JsonObject = JsonObjectOf<number | bigint>;

/** A number as it was written, for JSON that is passed on: `1.10` stays `1.10`. */
export class WrittenNumber {
  constructor(readonly digits: string) {}
}

/** A JSON value that is passed on. */
export type WrittenJson = JsonOf<number | WrittenNumber>;

export function isJsonObject<N>(value: JsonOf<N> | undefined): value is JsonObjectOf<N> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof WrittenNumber)
  );
}

/**
 * Compact JSON, with every digit of an integer and of a {@link WrittenNumber}.
 *
 * @throws RangeError when the text would be longer than a string can be
 */
export function jsonText(value: JsonOf<number | bigint | WrittenNumber>): string {
  if (value instanceof WrittenNumber) return value.digits;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`,
  );
  return `{${members.join(',')}}`;
}
