import leven from 'leven';

/** More than any known name has; the rest of a longer text is not compared. */
const MAX_LENGTH = 128;

/**
 * The candidate that a string was probably meant to be. Close are strings that are equal without case,
 * `-` and `_`, that are at most 2 edits apart (1 for candidates under 6 letters), or of which one
 * begins with the other.
 *
 * @param minBeginning the length of a beginning that tells
 * @returns the closest of them, of equals the longest; `undefined` if none is close
 */
export function closest<const T extends string>(
  text: string,
  candidates: readonly T[],
  minBeginning = 4,
): T | undefined {
  const given = folded(text.slice(0, MAX_LENGTH));
  const close = candidates
    .map((candidate) => ({ candidate, known: folded(candidate) }))
    .map(({ candidate, known }) => ({ candidate, known, edits: editsBetween(given, known) }))
    .filter(
      ({ known, edits }) =>
        edits <= (known.length < 6 ? 1 : 2) || isBeginning(given, known, minBeginning),
    )
    .sort((a, b) => a.edits - b.edits || b.known.length - a.known.length);
  return close[0]?.candidate;
}

/** Letters left out, added or replaced; two neighbours that changed places are one edit. */
function editsBetween(a: string, b: string): number {
  const at = a.split('').findIndex((letter, index) => letter !== b[index]);
  const isSwap =
    at >= 0 &&
    a.slice(at, at + 2) === `${b[at + 1]}${b[at]}` &&
    a.slice(at + 2) === b.slice(at + 2);
  return isSwap ? 1 : leven(a, b);
}

function isBeginning(a: string, b: string, minLength: number): boolean {
  return Math.min(a.length, b.length) >= minLength && (a.startsWith(b) || b.startsWith(a));
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[-_]/g, '');
}
