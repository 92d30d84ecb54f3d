import { JsonLimitError } from '../exact-number';
import type { Json } from '../json';
import { readJson } from '../json-reader';
import { oneLine } from '../text';
import { type Span, SyntaxProblem } from './syntax';

const PUNCTUATORS = [
  ...['[?', '[]', '&&', '||', '==', '!=', '<=', '>='],
  ...['<', '>', '!', '|', '&', '.', '*', '@', '[', ']', '{', '}', '(', ')', ',', ':'],
] as const;

export type Punctuator = (typeof PUNCTUATORS)[number];

export type Token = Span &
  (
    | { readonly type: Punctuator | 'end' }
    | { readonly type: 'identifier'; readonly name: string; readonly isQuoted: boolean }
    | { readonly type: 'number'; readonly value: number }
    | { readonly type: 'literal'; readonly value: Json }
  );

/**
 * Everything that works on an expression descends into its parts; a limit on their number keeps
 * all of it clear of the end of the stack.
 */
const MAX_TOKENS = 1000;

/** Text from an expression in a message is cut to what is needed to recognise it. */
const MAX_QUOTE_LENGTH = 40;

/**
 * Splits an expression into tokens, of which the last is always `end`.
 *
 * @throws SyntaxProblem for text that is not a token of JMESPath
 * @see https://jmespath.org/specification.html#grammar
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = skipSpace(text, 0);
  while (offset < text.length) {
    if (tokens.length === MAX_TOKENS) {
      throw new SyntaxProblem(
        offset,
        `an expression may have at most ${MAX_TOKENS} parts; split it into several lines`,
      );
    }
    const token = readToken(text, offset);
    tokens.push(token);
    offset = skipSpace(text, token.end);
  }
  tokens.push({ type: 'end', start: offset, end: offset });
  return tokens;
}

function skipSpace(text: string, offset: number): number {
  return endOf(/[ \t\r\n]*/y, text, offset) ?? offset;
}

function readToken(text: string, start: number): Token {
  const identifierEnd = endOf(/[A-Za-z_][A-Za-z0-9_]*/y, text, start);
  if (identifierEnd !== undefined) {
    const name = text.slice(start, identifierEnd);
    return { type: 'identifier', name, isQuoted: false, start, end: identifierEnd };
  }
  const numberEnd = endOf(/-?[0-9]+/y, text, start);
  if (numberEnd !== undefined) {
    const value = Number(text.slice(start, numberEnd));
    return { type: 'number', value, start, end: numberEnd };
  }
  switch (text[start]) {
    case '"':
      return readQuotedIdentifier(text, start);
    case "'":
      return readRawString(text, start);
    case '`':
      return readJsonLiteral(text, start);
  }
  const punctuator = PUNCTUATORS.find((candidate) => text.startsWith(candidate, start));
  if (punctuator === undefined) throw new SyntaxProblem(start, noSuchToken(text, start));
  return { type: punctuator, start, end: start + punctuator.length };
}

function readQuotedIdentifier(text: string, start: number): Token {
  const end = endOf(/"[^"\\]*(?:\\.[^"\\]*)*"/sy, text, start);
  if (end === undefined) throw new SyntaxProblem(start, 'the " that begins a name has no end');
  const name = parsed(text.slice(start, end), start);
  if (typeof name !== 'string') {
    throw new SyntaxProblem(start, 'a name in double quotes must be a JSON string; check its \\');
  }
  return { type: 'identifier', name, isQuoted: true, start, end };
}

function readRawString(text: string, start: number): Token {
  const end = endOf(/'[^'\\]*(?:\\.[^'\\]*)*'/sy, text, start);
  if (end === undefined) throw new SyntaxProblem(start, "the ' that begins a string has no end");
  const value = text.slice(start + 1, end - 1).replaceAll("\\'", "'");
  return { type: 'literal', value, start, end };
}

function readJsonLiteral(text: string, start: number): Token {
  const end = endOf(/`[^`\\]*(?:\\.[^`\\]*)*`/sy, text, start);
  if (end === undefined) throw new SyntaxProblem(start, 'the ` that begins a value has no end');
  const json = text.slice(start + 1, end - 1).replaceAll('\\`', '`');
  const value = parsed(json, start);
  if (value === undefined) {
    const quote = oneLine(json, MAX_QUOTE_LENGTH);
    throw new SyntaxProblem(start, `backticks hold JSON; write a string as '${quote}'`);
  }
  return { type: 'literal', value, start, end };
}

/** The value of JSON, or `undefined` when it is not JSON. */
function parsed(json: string, start: number): Json | undefined {
  try {
    return readJson(json);
  } catch (error) {
    if (!(error instanceof JsonLimitError)) return undefined;
    throw new SyntaxProblem(start, `this value cannot be compared: ${error.message}`);
  }
}

/** What a character that does not begin a token was probably meant to be. */
function noSuchToken(text: string, offset: number): string {
  const code = text.codePointAt(offset) ?? 0;
  const character = String.fromCodePoint(code);
  if (character === '=') return '= is not an operator; use ==';
  if ('+-/%'.includes(character)) return `JMESPath has no arithmetic, so no ${character}`;
  const halfWidth = character.normalize('NFKC');
  if (halfWidth !== character && /^[!-~]$/.test(halfWidth)) {
    return `full-width \`${character}\`: use \`${halfWidth}\``;
  }
  const quoted = endOf(/[‘’“”][^‘’“”]*[‘’“”]/y, text, offset);
  if (quoted !== undefined) {
    const string = oneLine(text.slice(offset + 1, quoted - 1), MAX_QUOTE_LENGTH);
    return `put strings in straight single quotes: \`'${string}'\``;
  }
  const name = endOf(/[\p{L}_][\p{L}\p{N}_]*/uy, text, offset);
  if (name !== undefined) return `write \`${suggestedPath(text, offset, name)}\``;
  // A no-break space that was copied along, for one, would not be seen.
  const shown = /[!-~]/.test(character)
    ? `\`${character}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `${shown} is not part of JMESPath; put strings in single quotes, and names with special characters in double quotes`;
}

/** The path that ends in a name which needs double quotes, with them. */
function suggestedPath(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - MAX_QUOTE_LENGTH), start);
  const begun = before.replace(/.*?((?:[\w@]+\.)*)(\w*)$/s, '$1"$2');
  return `${begun}${oneLine(text.slice(start, end), MAX_QUOTE_LENGTH)}"`;
}

/** What is wrong with a token that does not fit, and what was probably meant. */
export function unexpected(token: Token, text: string, expected = ''): string {
  const instead = expected === '' ? '' : `, expected ${expected}`;
  switch (token.type) {
    case 'end':
      return `the expression is not complete${instead}`;
    case 'number': {
      const end = endOf(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y, text, token.start);
      const number = oneLine(text.slice(token.start, end), MAX_QUOTE_LENGTH);
      return `write the number in backticks: \`${number}\``;
    }
    case 'literal':
      return `unexpected value${instead}`;
    case '&':
      return 'unexpected &; use && for "and"';
    case 'identifier': {
      const meant = WORDS.get(token.name.toLowerCase());
      const hint = meant === undefined ? instead : `; use ${meant}`;
      return `unexpected ${oneLine(token.name, MAX_QUOTE_LENGTH)}${hint}`;
    }
    default:
      return `unexpected ${token.type}${instead}`;
  }
}

/** Operators that are words in other languages. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['is', '=='],
]);

/** Where a match of a sticky pattern ends that begins at the offset. */
function endOf(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
