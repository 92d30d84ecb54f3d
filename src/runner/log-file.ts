import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WholeLog } from '../function-compute/invocation';

/** So many UTF-16 code units at the end of a log are kept at hand. */
const END_LENGTH = 64 * 1024;

/** Lines are written in pieces of about this length. */
const PIECE_LENGTH = 1024 * 1024;

/**
 * Keeps a whole log: its lines go to a new file under `folder` (mode 0600), each ended by LF. Only
 * where that cannot be written, they are kept in memory.
 *
 * @param foreignLines how many of the lines are of other requests
 */
export function keepLog(lines: readonly string[], foreignLines: number, folder: string): WholeLog {
  const end = endOf(lines);
  const isCut = end.length < lines.reduce((length, line) => length + line.length + 1, 0);
  return { end, isCut, foreignLines, ...kept(lines, folder) };
}

type Kept = Pick<WholeLog, 'file' | 'text' | 'discard'>;

function kept(lines: readonly string[], folder: string): Kept {
  try {
    return inFile(writeLines(lines, folder));
  } catch (error) {
    return inMemory(lines, error instanceof Error ? error : new Error(String(error)));
  }
}

function inFile(path: string): Kept {
  return {
    file: path,
    text: () => readFileSync(path, 'utf8'),
    discard: () => rmSync(dirname(path), { recursive: true, force: true }),
  };
}

function inMemory(lines: readonly string[], failure: Error): Kept {
  return { file: failure, text: () => textOf(lines), discard: () => undefined };
}

function writeLines(lines: readonly string[], folder: string): string {
  const path = join(mkdtempSync(join(folder, 'fc-invoke-')), 'log.txt');
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    let piece = '';
    for (const line of lines) {
      piece += `${line}\n`;
      if (piece.length < PIECE_LENGTH) continue;
      writeFileSync(descriptor, piece);
      piece = '';
    }
    writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
  return path;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function endOf(lines: readonly string[]): string {
  let from = lines.length;
  for (let length = 0; from > 0 && length < END_LENGTH; from--) {
    length += (lines[from - 1]?.length ?? 0) + 1;
  }
  return textOf(lines.slice(from)).slice(-END_LENGTH).toWellFormed();
}
