/** What StrykerJS says of mutants, and the figures that follow from it. */
import { existsSync, readFileSync } from 'node:fs';
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

/** The lines that hold what no test noticed in an earlier run and may be harm, wherever they are now. */
export function linesOfSurvivors({ survivors }: Figures): readonly string[] {
  const lines = survivors.filter(isOpen).flatMap(({ file, original }) => {
    const extent = original.split('\n').length - 1;
    return linesWith(file, original).map((line) => `src/${file}:${line}-${line + extent}`);
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

function isUnnoticed({ status }: MutantResult): boolean {
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
 * The figures of a room after its survivors were made again: of the earlier run but for these, so
 * that what was written since is not in them. A survivor whose code is gone is no mutant any more.
 */
export function figuresAgain(before: Figures, results: readonly MutantResult[]): Figures {
  const made = new Set(results.map((result) => identityOf(survivorOf(result))));
  const argued = before.survivors
    .filter(
      (survivor) => !isOpen(survivor) && linesWith(survivor.file, survivor.original).length > 0,
    )
    .map(withArgument);
  for (const survivor of argued) made.add(identityOf(survivor));
  const gone = before.survivors.filter((survivor) => !made.has(identityOf(survivor)));
  const unnoticed = results.filter(isUnnoticed).map(survivorOf).filter(isOpen);
  const survivors = [...argued, ...unnoticed].sort(byPlace);
  const mutants = before.mutants - gone.length;
  return { mutants, noticed: mutants - survivors.length, survivors };
}

/** Whether a test is missing: it was not noticed, and there is no argument for it. */
export function needsTest(result: MutantResult): boolean {
  return isUnnoticed(result) && isOpen(survivorOf(result));
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

const isOpen = (survivor: Survivor) => argumentFor(survivor) === undefined;

/** Without its line, which what is written above it moves. */
function identityOf({ file, original, replacement }: Survivor): string {
  return JSON.stringify([file, original, replacement]);
}

/** Where the text begins in a file of `src`; lines count from 1. */
function linesWith(file: string, text: string): readonly number[] {
  const path = `src/${file}`;
  if (!existsSync(path)) return [];
  const pieces = readFileSync(path, 'utf8').split(text);
  return pieces.slice(1).map(
    (_, index) =>
      pieces
        .slice(0, index + 1)
        .join(text)
        .split('\n').length,
  );
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
