import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A mistake in the arguments, to be told without a stack. */
export class UsageError extends Error {}

export interface Arguments {
  /** Absolute. */
  folder: string;
  /** 0 for any free one. */
  port: number;
}

/**
 * The arguments of `npm run emulator -- FOLDER [--port N]`.
 *
 * @throws UsageError
 */
export function readArguments(args: string[]): Arguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const [folder, ...surplus] = parsed.positionals;
  if (folder === undefined || surplus.length > 0) {
    throw new UsageError('Exactly one folder with functions is expected.');
  }
  const { port = '0' } = parsed.values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not '${port}'.`);
  }
  return { folder: resolve(folder), port: Number(port) };
}

function parse(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: { port: { type: 'string' } } });
}
