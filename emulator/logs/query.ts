/**
 * The part of Log Service's query language that clients of function logs use: words, quoted words
 * and `field: value`, joined by `and`. All else is refused, so that nothing is found by accident.
 */

import { ServiceError } from '../api/service-error';
import type { LogRecord } from './log-record';

export type Condition = (record: LogRecord) => boolean;

/** Log Service's default delimiters, at which texts are cut into words. */
const DELIMITERS = /[,\s'";=()[\]{}?@&<>/:]+/;

/** The fields that FC's index has. */
const FIELDS = new Set([
  '__topic__',
  '__source__',
  'functionName',
  'instanceID',
  'message',
  'qualifier',
  'serviceName',
  'versionId',
]);

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(:)|([\w.$-]+)|(\S))/y;

interface Token {
  type: 'text' | 'colon';
  text: string;
  isQuoted: boolean;
}

/**
 * What a query finds. Upper and lower case are the same; a quoted text is found where all its words
 * are.
 *
 * @throws ServiceError ParameterInvalid for what is not emulated, or not indexed
 */
export function queryOf(query: string): Condition {
  const tokens = query.trim() === '*' ? [] : tokensOf(query);
  const conditions: Condition[] = [];
  for (let at = 0; at < tokens.length; ) {
    if (conditions.length > 0 && isWord(tokens[at], 'and')) at += 1;
    const word = textAt(tokens, at, query);
    if (tokens[at + 1]?.type !== 'colon') {
      conditions.push(hasWords(word, allTexts));
      at += 1;
      continue;
    }
    if (!FIELDS.has(word)) {
      throw new ServiceError(
        'ParameterInvalid',
        `key (${word}) is not config as key value config, if symbol : is in your log, please wrap : with quotation mark "`,
      );
    }
    conditions.push(hasWords(textAt(tokens, at + 2, query), (record) => [fieldOf(record, word)]));
    at += 3;
  }
  return (record) => conditions.every((condition) => condition(record));
}

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (query.slice(TOKEN.lastIndex).trim() !== '') {
    const [, quoted, colon, word, other] = TOKEN.exec(query) ?? [];
    if (other !== undefined) throw notEmulated(other, query);
    tokens.push({
      type: colon === undefined ? 'text' : 'colon',
      text: quoted?.replace(/\\(.)/g, '$1') ?? colon ?? word ?? '',
      isQuoted: quoted !== undefined,
    });
  }
  return tokens;
}

/** @throws ServiceError when no word, or another operator than `and`, stands there */
function textAt(tokens: readonly Token[], at: number, query: string): string {
  const token = tokens[at];
  const isOperator = ['and', 'or', 'not'].some((name) => isWord(token, name));
  if (token?.type !== 'text' || isOperator) throw notEmulated(token?.text ?? 'the end', query);
  return token.text;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.isQuoted === false && token.text.toLowerCase() === word;
}

function notEmulated(what: string, query: string): ServiceError {
  return new ServiceError(
    'ParameterInvalid',
    `the emulator understands words, "texts" and field: value, joined by and; not ${what} in ${query}`,
  );
}

function hasWords(text: string, textsOf: (record: LogRecord) => readonly string[]): Condition {
  const wanted = wordsOf(text);
  return (record) => {
    const words = new Set(textsOf(record).flatMap(wordsOf));
    return wanted.every((word) => words.has(word));
  };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(DELIMITERS)
    .filter((word) => word !== '');
}

function allTexts({ topic, source = '', fields }: LogRecord): string[] {
  return [topic, source, ...Object.values(fields)];
}

function fieldOf({ topic, source = '', fields }: LogRecord, name: string): string {
  if (name === '__topic__') return topic;
  return name === '__source__' ? source : (fields[name] ?? '');
}
