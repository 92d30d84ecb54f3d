/**
 * The secrets of this process, and text without them.
 *
 * The runner masks whole values only: a text that is cut in the middle of a secret shows the rest
 * of it. So secrets are replaced before a text is cut, wherever that happens. Cuts happen deep in
 * all folders (a quote in an error message, an operand of an expectation), so the secrets are
 * those of the process, like the masks of the runner, and not a value that every function is given:
 * `oneLine`, through which every quote and every message goes, replaces them by itself, and what is
 * written in another way (log groups, blocks of the summary, outputs) does so where it is written.
 */

/** Shorter values occur by chance: a text would be full of holes that tell where. */
const MIN_SECRET_LENGTH = 8;

const REPLACEMENT = '***';

/** Each secret in each of its spellings. */
const spellings = new Set<string>();
let longest = 0;

/** Remembers a secret, which is in no text of {@link redacted} from now on. */
export function addSecret(secret: string): void {
  const lines = secret.split(/[\r\n]/).map((line) => line.trim());
  const values = [secret, secret.trim(), ...lines];
  const long = values.filter(({ length }) => length >= MIN_SECRET_LENGTH);
  for (const spelling of long.flatMap(spellingsOf)) {
    spellings.add(spelling);
    longest = Math.max(longest, spelling.length);
  }
}

/** Every text is searched for every secret, and responses may be thousands. */
const MAX_FOUND_SECRETS = 200;
let found = 0;

/** Remembers a secret that a response brought: the first of them, however many come. */
export function addFoundSecret(secret: string): void {
  if (found === MAX_FOUND_SECRETS || spellings.has(secret)) return;
  found += 1;
  addSecret(secret);
}

/** Forgets all secrets: for who runs several steps in one process. */
export function forgetSecrets(): void {
  spellings.clear();
  longest = 0;
  found = 0;
}

/**
 * The text with `***` in place of every secret; with `length`, only that many UTF-16 code units of
 * the text, and a secret that begins within them is replaced as a whole.
 */
export function redacted(text: string, length = text.length): string {
  // A secret that begins before the cut ends within this.
  const searched = text.slice(0, length + longest);
  let shown = '';
  let position = 0;
  for (const { start, end } of secretsIn(searched, length)) {
    if (start > position || position === 0) shown += searched.slice(position, start) + REPLACEMENT;
    position = Math.max(position, end);
  }
  return shown + searched.slice(position, Math.max(position, length));
}

/**
 * The same for a piece of a longer text that is not at hand: a secret which the cut has left a part
 * of, at the start or at the end of the piece, is replaced too.
 */
export function redactedPiece(piece: string, cut: 'start' | 'end'): string {
  const text = redacted(piece);
  let length = 0;
  for (const spelling of spellings) {
    length = Math.max(length, cut === 'end' ? overlap(text, spelling) : overlap(spelling, text));
  }
  if (length === 0) return text;
  return cut === 'end' ? text.slice(0, -length) + REPLACEMENT : REPLACEMENT + text.slice(length);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where secrets begin before `length`, in the order of their starts; they may overlap. */
function secretsIn(text: string, length: number): Range[] {
  const ranges: Range[] = [];
  for (const spelling of spellings) {
    let start = text.indexOf(spelling);
    while (start >= 0 && start < length) {
      const end = start + spelling.length;
      ranges.push({ start, end });
      // Of those that overlap with this one, the last covers as much as all of them.
      const last = text.lastIndexOf(spelling, Math.min(end, length) - 1);
      start = last > start ? last : text.indexOf(spelling, end);
    }
  }
  return ranges.sort((one, other) => one.start - other.start);
}

/** A part of a secret that is shorter than this says nothing, and ends many a text by chance. */
const MIN_PART_LENGTH = 4;

/** How many characters at the end of `left` are the beginning of `right`, without being all of it. */
function overlap(left: string, right: string): number {
  for (let length = Math.min(left.length, right.length); length >= MIN_PART_LENGTH; length--) {
    if (left.endsWith(right.slice(0, length))) return length;
  }
  return 0;
}

/** A secret as it is, and as the encodings spell it through which a text may have come. */
function spellingsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    // JSON that quotes JSON, as services and functions do in their messages.
    JSON.stringify(inJson).slice(1, -1),
    // PHP's JSON, and that of .NET, which escapes what base64 has.
    inJson.replaceAll('/', '\\/'),
    inJson.replace(/[+&'<>`]/g, (character) => `\\u00${hex(character)}`),
    encoded,
    encoded.replaceAll('%20', '+'),
    encoded.replace(/[!'()*]/g, (character) => `%${hex(character)}`),
    ...base64Of(Buffer.from(secret)),
  ];
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

/** In base64, what a value becomes depends on how many bytes stand before it. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const end = bytes.length - ((bytes.length - offset) % 3);
    const base64 = bytes.subarray(offset, end).toString('base64');
    return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
