/**
 * The two syntaxes of a workflow command, read as the runner reads them
 * (actions/runner, src/Runner.Common/ActionCommand.cs):
 *
 *     ::name key=value,key=value::data        after leading white space only
 *     ##[name key=value;key=value]data        anywhere in a line, the first `##[` only
 *
 * A name that is not registered makes the line plain output.
 */

export interface ParsedCommand {
  /** As written, in whatever case. */
  readonly name: string;
  /** Unescaped values; keys in lower case, as the runner compares them without regard to case. */
  readonly properties: Readonly<Record<string, string>>;
  /** Unescaped. */
  readonly data: string;
}

type Search = (text: string, literal: '::' | '##[', from: number) => number;
type Escapes = readonly (readonly [escaped: string, plain: string])[];

/** The order matters: `%25` is last, so that `%250A` becomes `%0A` and not a line feed. */
const DATA_ESCAPES: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY_ESCAPES: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];
const LEGACY_ESCAPES: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
];

/** What .NET holds to be white space: JavaScript's `\s` with U+0085 and without U+FEFF. */
const WHITE_SPACE = '(?:(?!\\uFEFF)[\\s\\u0085])+';
const LEADING_WHITE_SPACE = new RegExp(`^${WHITE_SPACE}`);
const TRAILING_WHITE_SPACE = new RegExp(`${WHITE_SPACE}$`);

/** Characters without weight in a culture-sensitive comparison: controls, format characters, … */
const WEIGHTLESS =
  '(?:(?![^\\S\\uFEFF]|\\u0085)[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}])*';
/** A combining mark that follows makes the last character another one, so nothing is found there. */
const NOT_COMBINED = '(?![^\\P{M}\\p{Default_Ignorable_Code_Point}])';
const CULTURAL = {
  '::': new RegExp(`:${WEIGHTLESS}:${NOT_COMBINED}`, 'gu'),
  '##[': new RegExp(`#${WEIGHTLESS}#${WEIGHTLESS}\\[${NOT_COMBINED}`, 'gu'),
} as const;

const ordinalSearch: Search = (text, literal, from) => text.indexOf(literal, from);

/**
 * The runner searches with the culture's rules, under which a soft hyphen or a NUL between two
 * colons is not there. `::error:<U+00AD>:x` is a command for it.
 */
const culturalSearch: Search = (text, literal, from) => {
  const pattern = CULTURAL[literal];
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
};

/**
 * Reads one line. Where the runner's culture (ICU, NLS or invariant, by machine) decides, a line
 * counts as a command if any of them takes it: the model may be too strict, never too lenient.
 *
 * @param isRegistered whether a name, as written, is a command at this moment
 * @returns the command, or undefined for plain output
 */
export function parseCommand(
  line: string,
  isRegistered: (name: string) => boolean,
): ParsedCommand | undefined {
  return (
    parseDoubleColon(line, isRegistered, ordinalSearch) ??
    parseDoubleColon(line, isRegistered, culturalSearch) ??
    parseLegacy(line, isRegistered, ordinalSearch) ??
    parseLegacy(line, isRegistered, culturalSearch)
  );
}

function parseDoubleColon(
  line: string,
  isRegistered: (name: string) => boolean,
  search: Search,
): ParsedCommand | undefined {
  const text = line.replace(LEADING_WHITE_SPACE, '');
  if (!text.startsWith('::')) {
    return undefined;
  }
  const end = search(text, '::', 2);
  if (end < 0) {
    return undefined;
  }
  const { name, rest } = splitInfo(text.slice(2, end));
  if (!isRegistered(name)) {
    return undefined;
  }
  const properties = rest.replace(LEADING_WHITE_SPACE, '').replace(TRAILING_WHITE_SPACE, '');
  return {
    name,
    properties: parseProperties(properties, ',', PROPERTY_ESCAPES),
    data: unescapeWith(text.slice(end + 2), DATA_ESCAPES),
  };
}

function parseLegacy(
  line: string,
  isRegistered: (name: string) => boolean,
  search: Search,
): ParsedCommand | undefined {
  const start = search(line, '##[', 0);
  if (start < 0) {
    return undefined;
  }
  const end = line.indexOf(']', start);
  if (end < 0) {
    return undefined;
  }
  const { name, rest } = splitInfo(line.slice(start + 3, end));
  if (!isRegistered(name)) {
    return undefined;
  }
  return {
    name,
    properties: parseProperties(rest, ';', LEGACY_ESCAPES),
    data: unescapeWith(line.slice(end + 1), LEGACY_ESCAPES),
  };
}

/** Name and properties are parted by the first U+0020; a tab is part of the name. */
function splitInfo(info: string): { name: string; rest: string } {
  const space = info.indexOf(' ');
  return space < 0
    ? { name: info, rest: '' }
    : { name: info.slice(0, space), rest: info.slice(space + 1) };
}

function parseProperties(text: string, separator: string, escapes: Escapes) {
  const properties = new Map<string, string>();
  for (const property of text.split(separator)) {
    // Empty parts do not count: `=a==b=c` is a and `b=c`; `a=` is no property. Keys are not trimmed.
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(property) ?? [];
    if (key !== undefined && value !== undefined) {
      properties.set(key.toLowerCase(), unescapeWith(value, escapes));
    }
  }
  return Object.fromEntries(properties);
}

function unescapeWith(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

/**
 * The form in which .NET compares names "ordinally, ignoring case": each character's simple upper
 * case, except the dotless i and the long s, which stay themselves there.
 */
export function foldCase(name: string): string {
  return Array.from(name, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length && !'ıſ'.includes(character) ? upper : character;
  }).join('');
}

/** Whether .NET would call this text null, empty or white space. */
export function isBlank(text: string): boolean {
  return text.replace(LEADING_WHITE_SPACE, '') === '';
}
