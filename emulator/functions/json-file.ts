import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON file beside a function's code; without it, nothing is set.
 *
 * @param path its name is what errors begin with
 * @param keys that it may have
 * @throws Error in one sentence, with the name of the file and the key
 */
export async function readJsonFile(path: string, keys: readonly string[]): Promise<JsonObject> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} must be JSON.`, { cause });
  }
  return objectWith(keys, content, name);
}

/** @throws Error when it is not an object, or has another key than these */
export function objectWith(keys: readonly string[], value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new Error(`${where} must hold a JSON object.`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return value;
  const place = where.includes(': ') ? `${where}.` : `${where}: `;
  throw new Error(`${place}${unknown} is not a known key.`);
}

/** The elements of an optional list. */
export function listOf<Element>(
  value: unknown,
  where: string,
  read: (element: unknown, where: string) => Element,
): Element[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${where} must be a list.`);
  return value.map((element, index) => read(element, `${where}[${index}]`));
}

/**
 * @param what it must be, for the error
 * @throws Error when it is not a string that matches
 */
export function stringLike(pattern: RegExp, what: string, value: unknown, where: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new Error(`${where} must be ${what}, not ${JSON.stringify(value)}.`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
