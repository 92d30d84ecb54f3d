import { closest } from '../closest';
import { COUNTS, MEASURES, STATISTICS } from './figures';

/** What is known of a value that expectations see, whatever the function returns. */
export type Known = 'unknown' | 'number' | 'string' | 'headers' | NameScope;

/** An object whose names are a closed list. */
export interface NameScope {
  /** How an expression comes to it, e.g. `runs.durationMs`; empty for the root. */
  readonly path: string;
  readonly members: ReadonlyMap<string, Known>;
}

/** What expectations see at the root, by the names of the contract; numbers and strings if known. */
const ROOT = {
  result: 'unknown',
  statusCode: 'number',
  headers: 'headers',
  requestId: 'string',
  errorType: 'string',
  errorMessage: 'string',
  logs: 'string',
  durationMs: 'number',
  billedDurationMs: 'number',
  latencyMs: 'number',
  memoryUsedMb: 'number',
  memorySizeMb: 'number',
  instanceId: 'string',
  functionVersion: 'string',
  codeChecksum: 'string',
} as const satisfies Readonly<Record<string, Known>>;

/** The names that are always there. */
export type ObservedName = keyof typeof ROOT;

/** Names that are there if an input asks for them; `runs` is by the number of runs. */
export type ConditionalName = 'deployedCodeChecksum' | 'baseline';

export type RootName = ObservedName | ConditionalName | 'runs';

export const ROOT_NAMES: readonly string[] = Object.keys(ROOT);

/** Names that are there only with an input, and that input. */
const CONDITIONAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['deployedCodeChecksum', '`wait-for-update`'],
  ['baseline', '`compare-with`'],
  ['runs', '`repeat` above 1'],
]);

/**
 * The root that expectations see.
 *
 * @param conditional the names that the inputs ask for
 * @param repeat the number of runs; above 1 there are figures over them
 */
export function rootScope(conditional: readonly ConditionalName[], repeat: number): NameScope {
  const names: (readonly [string, Known])[] = Object.entries(ROOT);
  if (conditional.includes('deployedCodeChecksum')) names.push(['deployedCodeChecksum', 'string']);
  const baseline = ['baseline', scopeOf('baseline', names)] as const;
  return scopeOf('', [
    ...names,
    ...(conditional.includes('baseline') ? [baseline] : []),
    ...(repeat > 1 ? [['runs', runsScope()] as const] : []),
  ]);
}

function runsScope(): NameScope {
  const statistics = STATISTICS.map((name) => [name, 'number'] as const);
  return scopeOf('runs', [
    ...COUNTS.map((name) => [name, 'number'] as const),
    ...MEASURES.map((name) => [name, scopeOf(`runs.${name}`, statistics)] as const),
  ]);
}

function scopeOf(path: string, names: readonly (readonly [string, Known])[]): NameScope {
  return { path, members: new Map(names) };
}

export function isNameScope(known: Known): known is NameScope {
  return typeof known === 'object';
}

/** How an expression comes to a member. */
export function pathIn({ path }: NameScope, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Whether a name is one of the root, of all that there can be. */
export function isRootName(name: string): name is RootName {
  return Object.hasOwn(ROOT, name) || CONDITIONAL_NAMES.has(name);
}

/** The root name that is probably meant: `reslt`, `status`, `duration-ms`, `version`. */
export function nearestRootName(
  name: string,
  known: readonly string[] = ROOT_NAMES,
): string | undefined {
  const part = name.toLowerCase();
  return (
    closest(name, known, 2) ??
    known.find((each) => part.length > 3 && each.toLowerCase().includes(part))
  );
}

/** Of a shorter one, such as `p96`, any other is as close. */
const MIN_TELLING_LENGTH = 4;

/** What is wrong with a name that is not in a closed list, for a message that begins with it. */
export function whyUnknown(name: string, scope: NameScope): string {
  const isRoot = scope.path === '';
  const needed = isRoot ? CONDITIONAL_NAMES.get(name) : undefined;
  if (needed !== undefined) return `can only be used with ${needed}`;
  const names = [...scope.members.keys()];
  const isTelling = isRoot || name.length >= MIN_TELLING_LENGTH;
  const meant = deeper(name, scope) ?? (isTelling ? nearestRootName(name, names) : undefined);
  const problem = `is not ${kindOfNames(scope)}`;
  if (meant !== undefined) return `${problem}; did you mean \`${meant}\`?`;
  const hint = isRoot ? ", and a string is written '…'" : '';
  return `${problem}${hint}; there are ${names.join(', ')}`;
}

/** Where a name is a level deeper, e.g. `durationMs.p95` for `runs.p95`. */
function deeper(name: string, { members }: NameScope): string | undefined {
  for (const [member, known] of members) {
    if (isNameScope(known) && known.members.has(name)) return `${member}.${name}`;
  }
  return undefined;
}

function kindOfNames({ path }: NameScope): string {
  if (path === '') return 'a name that expectations can use';
  return path === 'baseline' ? 'a name under `baseline`' : `a figure of \`${path}\``;
}
