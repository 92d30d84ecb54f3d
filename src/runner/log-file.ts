import { closeSync, readFileSync, writeFileSync } from 'node:fs';
import type { WholeLog } from '../function-compute/invocation';
import { createPrivateFile, removePrivateFile } from './private-file';

/** So many bytes at the end of a log are kept in memory. */
const END_BYTES = 64 * 1024;

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
    discard: () => removePrivateFile(path),
  };
}

function inMemory(lines: readonly string[], failure: Error): Kept {
  return { file: failure, text: () => textOf(lines), discard: () => undefined };
}

function writeLines(lines: readonly string[], folder: string): string {
  const { path, descriptor } = createPrivateFile(folder, 'log.txt');
  try {
    for (const piece of piecesOf(lines)) writeFileSync(descriptor, piece);
    return path;
  } catch (error) {
    removePrivateFile(path);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function* piecesOf(lines: readonly string[]): Iterable<string> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The last lines, from the beginning of a character; a copy, which does not hold the lines. */
function endOf(lines: readonly string[]): string {
  let from = lines.length;
  for (let length = 0; from > 0 && length < END_BYTES; from--) {
    length += (lines[from - 1]?.length ?? 0) + 1;
  }
  const bytes = Buffer.from(textOf(lines.slice(from)));
  let start = Math.max(0, bytes.length - END_BYTES);
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}
