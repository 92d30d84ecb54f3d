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
    throw new Error(`${name} is not valid JSON at ${mistakeIn(text)}.`, { cause });
  }
  return objectWith(keys, content, name);
}

/** Where a text stops being the beginning of JSON, which Node.js does not tell of every mistake. */
function mistakeIn(text: string): string {
  let good = 0;
  for (let bad = text.length + 1; bad - good > 1; ) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const lines = text.slice(0, good).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Whether it is JSON as far as it goes. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return /end of JSON input/.test(message) || message.includes(`at position ${text.length}`);
  }
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
