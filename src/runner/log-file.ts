import { readFileSync } from 'node:fs';
import type { WholeLog } from '../function-compute/invocation';
import { PrivateFile } from './private-file';

/** So many bytes at the end of a log are kept in memory. */
const END_BYTES = 64 * 1024;

/** So many lines are written at once. */
const PIECE_LINES = 1_000;

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

function inFile(file: PrivateFile): Kept {
  return {
    file: file.path,
    text: () => readFileSync(file.path, 'utf8'),
    discard: () => file.remove(),
  };
}

function inMemory(lines: readonly string[], failure: Error): Kept {
  return { file: failure, text: () => textOf(lines), discard: () => undefined };
}

function writeLines(lines: readonly string[], folder: string): PrivateFile {
  const file = new PrivateFile(folder, 'log.txt');
  try {
    for (let from = 0; from < lines.length; from += PIECE_LINES) {
      file.write(textOf(lines.slice(from, from + PIECE_LINES)));
    }
    file.close();
    return file;
  } catch (error) {
    file.remove();
    throw error;
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The last lines, from the beginning of a character; a copy, which does not hold the lines. */
function endOf(lines: readonly string[]): string {
  // No code unit of UTF-16 has less than a byte: so many of them are enough.
  const text = lines.reduceRight(
    (end, line) => (end.length < END_BYTES ? `${line}\n${end}` : end),
    '',
  );
  const bytes = Buffer.from(text);
  let start = Math.max(0, bytes.length - END_BYTES);
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}
