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

/** Those that are there only with an input that asks for them. */
const CONDITIONAL_ROOT_NAMES = ['deployedCodeChecksum'] as const;

export type ConditionalName = (typeof CONDITIONAL_ROOT_NAMES)[number];

export type RootName = (typeof ROOT_NAMES)[number] | ConditionalName;

/** The names at the root, with those of the conditional ones that the inputs ask for. */
export function rootNamesWith(conditional: readonly ConditionalName[]): readonly RootName[] {
  return [...ROOT_NAMES, ...conditional];
}

/** Names that are there only with an input, and that input. */
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
  'deployedCodeChecksum',
];

/** Whether a name is one of the root: of all that there can be, unless told which there are. */
export function isRootName(
  name: string,
  known: readonly RootName[] = rootNamesWith(CONDITIONAL_ROOT_NAMES),
): name is RootName {
  return known.some((each) => each === name);
}

/** The type of a root name's values, if it is always the same. */
export function typeOfRootName(name: RootName): 'number' | 'string' | undefined {
  if (NUMBERS.includes(name)) return 'number';
  return STRINGS.includes(name) ? 'string' : undefined;
}

/** The root name that is probably meant: `reslt`, `status`, `duration-ms`, `version`. */
export function nearestRootName(
  name: string,
  known: readonly RootName[] = ROOT_NAMES,
): RootName | undefined {
  const part = name.toLowerCase();
  return (
    closest(name, known, 2) ??
    known.find((each) => part.length > 3 && each.toLowerCase().includes(part))
  );
}

/** What is wrong with a name that is not one of the root, for a message that begins with it. */
export function whyUnknown(name: string, known: readonly RootName[]): string {
  const needed = CONDITIONAL_NAMES.get(name);
  if (needed !== undefined) return `can only be used with ${needed}`;
  const meant = nearestRootName(name, known);
  return meant === undefined
    ? `is not a name that expectations see, and a string is written '…'; there are ${known.join(', ')}`
    : `is not a name that expectations see; did you mean \`${meant}\`?`;
}
