import { isJsonObject, type Json } from '../json';
import { redacted } from '../redaction';
import { cut } from '../text';

/** In UTF-16 code units. */
const MAX_VALUE_LENGTH = 200;

/**
 * What nobody sees, or what looks like something else: control and format characters, white space
 * other than a blank, and surrogates without their pair.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

const SHORT_ESCAPES: Readonly<Partial<Record<string, string>>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A value for people, in one line and cut: a string as JMESPath writes it (`'ok'`), anything else as
 * JSON. Two strings that differ look different, as far as they are shown.
 */
export function showValue(value: Json): string {
  if (typeof value !== 'string')
    return cut(escaped(toJson(value, MAX_VALUE_LENGTH)), MAX_VALUE_LENGTH);
  const begun = redacted(value, MAX_VALUE_LENGTH + 1).replaceAll('\\', '\\\\');
  return `'${cut(escaped(begun), MAX_VALUE_LENGTH).replaceAll("'", "\\'")}'`;
}

function escaped(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT_ESCAPES[character] ?? codeOf(character));
}

/** A JSON string of which nothing is unseen. */
export function escapedForJson(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, (character) =>
    character.split('').map(codeOf).join(''),
  );
}

/** As JavaScript writes it: `\u202e`, `\u{e0001}`. */
function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** JSON that ends a little after `room` characters, however large or deep the value is. */
function toJson(value: Json, room: number): string {
  if (typeof value === 'string') return JSON.stringify(redacted(value, room));
  if (!Array.isArray(value) && !isJsonObject(value)) return String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let text = `${open}`;
  /** Returns whether there is room for no more; each level takes some, so that depth ends too. */
  const add = (item: Json, name = ''): boolean => {
    if (text.length > room) return true;
    text += (text.length > 1 ? ',' : '') + name;
    text += toJson(item, room - text.length);
    return false;
  };
  if (Array.isArray(value)) {
    value.some((item) => add(item));
  } else {
    for (const name in value) if (add(value[name] ?? null, `${toJson(name, room)}:`)) break;
  }
  return text + close;
}
