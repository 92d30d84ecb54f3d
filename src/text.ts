import { redacted } from './redaction';

/**
 * What nobody sees or what reorders the text around it: control and format characters, line and
 * paragraph separators, and all that may be ignored when strings are compared, which the runner
 * does when it looks for the start of a command.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Text from outside as a single line without known secrets: invisible characters become a space,
 * and what is longer than `maxLength` UTF-16 code units is cut.
 */
export function oneLine(text: string, maxLength: number): string {
  // The text may be as large as a result: no more of it is read than may be shown.
  const line = redacted(text, 2 * maxLength)
    .replace(INVISIBLE, ' ')
    .trim();
  return cut(line, maxLength);
}

/** A text that holds no secret, as far as there is room for it. */
export function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

/** A text as a comparison sees it that ignores what nobody sees. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** What a thrown value says, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Quotes are cut to what is needed to recognise the text. */
const MAX_QUOTE_LENGTH = 100;

/** What the system says about a file, e.g. `EACCES: permission denied`, without the file's path. */
export function systemReason(thrown: unknown): string {
  return oneLine(messageOf(thrown).split(', ', 1)[0] ?? '', MAX_QUOTE_LENGTH);
}

/** Longer than any identifier that FC uses. */
const MAX_IDENTIFIER_LENGTH = 256;

/** An ID, a status or a version as FC writes it: one line. `undefined` for an empty one. */
export function identifierFrom(text: string | undefined): string | undefined {
  return oneLine(text ?? '', MAX_IDENTIFIER_LENGTH) || undefined;
}

/** A number of things, e.g. `1 case`, `12 cases`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A byte count as people read it: `512 bytes`, `1.5 KiB`, `32 MiB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const [value, unit] =
    bytes < 1024 * 1024 ? [bytes / 1024, 'KiB'] : [bytes / (1024 * 1024), 'MiB'];
  return `${Number(value.toFixed(1))} ${unit}`;
}

/** An at sign as it is, full-width, or percent-encoded any number of times. */
const THROUGH_LAST_AT_SIGN = /^([a-z][a-z\d+.-]{0,30}:\/\/)?[\s\S]*(?:[@＠﹫]|%(?:25)*40)/i;

/**
 * Text that a user gave, for a message that says what is wrong with it: one line, in quotes, without
 * anything that may be the user info (RFC 3986, 3.2.1) or the query of a URL, however malformed it is.
 */
export function quoted(text: string): string {
  const [beforeQuery = ''] = text.includes('://') ? text.split('?', 1) : [text];
  const shown = beforeQuery === text ? text : `${beforeQuery}?…`;
  return `"${oneLine(shown.replace(THROUGH_LAST_AT_SIGN, '$1…@'), MAX_QUOTE_LENGTH)}"`;
}
