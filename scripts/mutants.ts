/**
 * `npm run mutants`: changes `src` in one place at a time and looks whether a test notices it.
 * `npm run mutants -- gate http` does so only in these folders (`top`: the files directly under
 * `src`). Writes what it found to scripts/mutants/figures and docs/mutants.md, and prints the
 * mutants that no test noticed. `npm run mutants -- http/send.ts` only prints those of one file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { type Figures, readFigures, type Survivor, writeFigures } from './mutants/figures';
import { HARMLESS } from './mutants/harmless';
import { renderPage } from './mutants/page';
import { roomOf, rooms, sourcesOf, type Tests, testsFor } from './mutants/rooms';

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !rooms().includes(roomOf(name)));
if (unknown.length > 0) {
  throw new Error(`No folder of src: ${unknown.join(', ')}. There are ${rooms().join(', ')}.`);
}

for (const name of wanted.length > 0 ? wanted : rooms()) {
  const room = roomOf(name);
  // A whole step takes a hundred times as long as a test of its room: it is only asked about the rest.
  let results: readonly MutantResult[] = [];
  for (const tests of testsFor(room)) {
    const rest = tests === 'own' ? sourcesOf(name) : linesOf(results.filter(isUnnoticed));
    if (rest.length > 0) results = combined(results, await run(room, tests, rest));
  }
  const found = figuresOf(results);
  if (name === room) writeFigures(room, found);
  print(name, found);
}

const all = rooms().flatMap((room) => {
  const figures = readFigures(room);
  return figures === undefined ? [] : [[room, figures] as const];
});
writeFileSync('docs/mutants.md', renderPage(new Map(all)));
console.log('docs/mutants.md is written.');

function run(room: string, tests: Tests, mutate: readonly string[]): Promise<MutantResult[]> {
  process.env.FC_INVOKE_ROOM = room;
  process.env.FC_INVOKE_TESTS = tests;
  const stryker = new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutants/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // Whole steps take their time on a busy machine.
    dryRunTimeoutMinutes: 30,
    // A mutant that a busy machine only delays is not noticed by that.
    timeoutMS: 10_000,
    mutate: [...mutate],
    // Texts are for people; tests that repeat them word by word would only copy them.
    mutator: { excludedMutations: ['StringLiteral'], plugins: null },
    concurrency: Number(process.env.FC_INVOKE_MUTANT_RUNNERS ?? 2),
    reporters: [],
    allowConsoleColors: false,
    warnings: false,
  });
  return stryker.runMutationTest();
}

/** The lines of mutants, as patterns of what to change. */
function linesOf(mutants: readonly MutantResult[]): readonly string[] {
  const lines = mutants.map(
    ({ fileName, location: { start, end } }) =>
      `${relative('.', fileName)}:${start.line}-${end.line}`,
  );
  return [...new Set(lines)];
}

/** What a later run says replaces what an earlier one said of the same mutant, unless it was noticed. */
function combined(
  earlier: readonly MutantResult[],
  later: readonly MutantResult[],
): readonly MutantResult[] {
  const noticed = new Set(later.filter((mutant) => !isUnnoticed(mutant)).map(keyOf));
  if (earlier.length === 0) return later;
  return earlier.map((mutant) =>
    isUnnoticed(mutant) && noticed.has(keyOf(mutant)) ? { ...mutant, status: 'Killed' } : mutant,
  );
}

function keyOf({ fileName, location, mutatorName, replacement }: MutantResult): string {
  return JSON.stringify([fileName, location, mutatorName, replacement]);
}

function isUnnoticed({ status }: MutantResult): boolean {
  return status === 'Survived' || status === 'NoCoverage' || status === 'RuntimeError';
}

function figuresOf(results: readonly MutantResult[]): Figures {
  // What does not compile is no mutant.
  const mutants = results.filter(({ status }) => status !== 'CompileError' && status !== 'Ignored');
  const unnoticed = mutants.filter(isUnnoticed);
  return {
    mutants: mutants.length,
    noticed: mutants.length - unnoticed.length,
    survivors: unnoticed.map(survivorOf).sort(byPlace),
  };
}

function survivorOf({ fileName, location, mutatorName, replacement = '' }: MutantResult): Survivor {
  const file = relative('src', fileName);
  const original = textAt(fileName, location);
  const known = HARMLESS.find(
    (each) => each.file === file && each.original === original && each.replacement === replacement,
  );
  return {
    file,
    line: location.start.line,
    mutator: mutatorName,
    original,
    replacement,
    ...(known !== undefined && { harmless: known.why }),
  };
}

/** Lines and columns count from 1; the end is the first character behind. */
function textAt(file: string, { start, end }: MutantResult['location']): string {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0]?.slice(start.column - 1) ?? '';
  return lines.join('\n');
}

function byPlace(a: Survivor, b: Survivor): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function print(room: string, { mutants, noticed, survivors }: Figures): void {
  console.log(`${room}: ${noticed} of ${mutants} mutants noticed.`);
  for (const { file, line, mutator, original, replacement, harmless } of survivors) {
    if (harmless !== undefined) continue;
    const flat = (text: string) => text.replace(/\s+/g, ' ').slice(0, 120);
    console.log(`  src/${file}:${line} ${mutator}: ${flat(original)} -> ${flat(replacement)}`);
  }
}
