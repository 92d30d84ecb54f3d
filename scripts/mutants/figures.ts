/** What a mutation run found out about one room; kept as JSON beside this file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

export interface Survivor {
  /** Relative to `src`. */
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** Why it does no harm; missing where a test is missing. */
  readonly harmless?: string;
}

export interface Figures {
  readonly mutants: number;
  /** By a failing test, or because the tests no longer ended. */
  readonly noticed: number;
  readonly survivors: readonly Survivor[];
}

const FOLDER = 'scripts/mutants/figures';
const fileOf = (room: string) => `${FOLDER}/${room}.json`;

export function readFigures(room: string): Figures | undefined {
  const file = fileOf(room);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function writeFigures(room: string, figures: Figures): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(room), `${JSON.stringify(figures, null, 2)}\n`);
}
