import { closest } from '../closest';

/** What expectations see at the root, by the names of the contract. */
export const ROOT_NAMES = [
  'result',
  'statusCode',
  'headers',
  'requestId',
  'errorType',
  'errorMessage',
  'logs',
  'durationMs',
  'billedDurationMs',
  'latencyMs',
  'memoryUsedMb',
  'memorySizeMb',
  'instanceId',
  'functionVersion',
  'codeChecksum',
] as const;

export type RootName = (typeof ROOT_NAMES)[number];

/** Names that are there only with an input that this version does not have, and that input. */
const CONDITIONAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['deployedCodeChecksum', '`wait-for-update`'],
  ['baseline', '`compare-with`'],
  ['runs', '`repeat` above 1'],
]);

/** Names whose values are numbers where they are known, and those that are strings. */
const NUMBERS: readonly RootName[] = [
  'statusCode',
  'durationMs',
  'billedDurationMs',
  'latencyMs',
  'memoryUsedMb',
  'memorySizeMb',
];
const STRINGS: readonly RootName[] = [
  'requestId',
  'errorType',
  'errorMessage',
  'logs',
  'instanceId',
  'functionVersion',
  'codeChecksum',
];

export function isRootName(name: string): name is RootName {
  return ROOT_NAMES.some((each) => each === name);
}

/** The type of a root name's values, if it is always the same. */
export function typeOfRootName(name: RootName): 'number' | 'string' | undefined {
  if (NUMBERS.includes(name)) return 'number';
  return STRINGS.includes(name) ? 'string' : undefined;
}

/** The root name that is probably meant: `reslt`, `status`, `duration-ms`, `version`. */
export function nearestRootName(name: string): RootName | undefined {
  const part = name.toLowerCase();
  return (
    closest(name, ROOT_NAMES, 2) ??
    ROOT_NAMES.find((each) => part.length > 3 && each.toLowerCase().includes(part))
  );
}

/** What is wrong with a name that is not one of the root, for a message that begins with it. */
export function whyUnknown(name: string): string {
  const needed = CONDITIONAL_NAMES.get(name);
  if (needed !== undefined) return `can only be used with ${needed}`;
  const meant = nearestRootName(name);
  return meant === undefined
    ? `is not a name that expectations see, and a string is written '…'; there are ${ROOT_NAMES.join(', ')}`
    : `is not a name that expectations see; did you mean \`${meant}\`?`;
}
