import leven from 'leven';

/** Longer than any name that is known; no more of a text is compared. */
const MAX_LENGTH = 40;

/** The known name that is probably meant: one that begins alike, or has few other letters. */
export function nearest<T extends string>(name: string, known: readonly T[]): T | undefined {
  const plain = plainOf(name.slice(0, MAX_LENGTH));
  const beginning = known.find(
    (each) => plain.length > 1 && (plainOf(each).startsWith(plain) || plain === plainOf(each)),
  );
  if (beginning !== undefined) return beginning;
  const [best] = known
    .map((each) => ({ each, distance: leven(plain, plainOf(each)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance * 2 < plain.length ? best.each : undefined;
}

/** Without what people spell differently: `duration-ms`, `durationMs`. */
function plainOf(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
