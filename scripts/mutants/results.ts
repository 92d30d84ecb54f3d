/** What StrykerJS says of mutants, and the figures that follow from it. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import type { Figures, Survivor } from './figures';
import { HARMLESS } from './harmless';

export type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** The places of mutants, as patterns of what to change: columns count from 0 there. */
export function placesOf(mutants: readonly MutantResult[]): readonly string[] {
  const places = mutants.map(
    ({ fileName, location: { start, end } }) =>
      `${relative('.', fileName)}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
  );
  return [...new Set(places)];
}

/** The lines of those that no test noticed in an earlier run, and that may be harm. */
export function linesOfSurvivors({ survivors }: Figures): readonly string[] {
  const lines = survivors
    .filter((survivor) => argumentFor(survivor) === undefined)
    .map(({ file, line, original }) => {
      const end = line + original.split('\n').length - 1;
      return `src/${file}:${line}-${end}`;
    });
  return [...new Set(lines)];
}

/** What a later run says replaces what an earlier one said of the same mutant, unless it was noticed. */
export function combined(earlier: MutantResult[], later: MutantResult[]): MutantResult[] {
  const noticed = new Set(later.filter((mutant) => !isUnnoticed(mutant)).map(keyOf));
  if (earlier.length === 0) return later;
  return earlier.map((mutant) =>
    isUnnoticed(mutant) && noticed.has(keyOf(mutant)) ? { ...mutant, status: 'Killed' } : mutant,
  );
}

function keyOf({ fileName, location, mutatorName, replacement }: MutantResult): string {
  return JSON.stringify([fileName, location, mutatorName, replacement]);
}

export function isUnnoticed({ status }: MutantResult): boolean {
  return status === 'Survived' || status === 'NoCoverage' || status === 'RuntimeError';
}

export function figuresOf(results: readonly MutantResult[]): Figures {
  // What does not compile is no mutant.
  const mutants = results.filter(({ status }) => status !== 'CompileError' && status !== 'Ignored');
  const unnoticed = mutants.filter(isUnnoticed);
  return {
    mutants: mutants.length,
    noticed: mutants.length - unnoticed.length,
    survivors: unnoticed.map(survivorOf).sort(byPlace),
  };
}

/**
 * The figures of a room after its survivors were made again.
 *
 * @throws Error if `src` has changed so that one of them cannot be made any more
 */
export function figuresAgain(before: Figures, results: readonly MutantResult[]): Figures {
  const made = new Set<string>();
  const unnoticed = new Set<string>();
  for (const result of results) {
    const identity = identityOf(survivorOf(result));
    made.add(identity);
    if (isUnnoticed(result)) unnoticed.add(identity);
  }
  const survivors = before.survivors.map(withArgument).filter((survivor) => {
    if (survivor.harmless !== undefined) return true;
    const { file, line } = survivor;
    const identity = identityOf(survivor);
    if (!made.has(identity)) {
      throw new Error(`src/${file}:${line} has changed since the last run: leave out --again.`);
    }
    return unnoticed.has(identity);
  });
  return { mutants: before.mutants, noticed: before.mutants - survivors.length, survivors };
}

function survivorOf({ fileName, location, mutatorName, replacement = '' }: MutantResult): Survivor {
  return withArgument({
    file: relative('src', fileName),
    line: location.start.line,
    mutator: mutatorName,
    original: textAt(fileName, location),
    replacement,
  });
}

function withArgument({ harmless: _, ...survivor }: Survivor): Survivor {
  const harmless = argumentFor(survivor);
  return harmless === undefined ? survivor : { ...survivor, harmless };
}

function argumentFor({ file, original, replacement }: Survivor): string | undefined {
  return HARMLESS.find(
    (each) => each.file === file && each.original === original && each.replacement === replacement,
  )?.why;
}

function identityOf({ file, line, original, replacement }: Survivor): string {
  return JSON.stringify([file, line, original, replacement]);
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
