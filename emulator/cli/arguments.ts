import { resolve } from 'node:path';
import { parseOptions, UsageError } from './usage-error';

export interface Arguments {
  /** Absolute. */
  folder: string;
  /** 0 for any free one. */
  port: number;
  /** Starts STS, and an issuer of tokens in place of GitHub. */
  keyless: boolean;
  /** Functions without a logstore get one. */
  logs: boolean;
}

export const USAGE = 'Usage: npm run --silent emulator -- FOLDER [--port N] [--keyless] [--logs]';

export const HELP = `${USAGE}

Serves the functions in FOLDER as Function Compute does, until Ctrl-C.
docs/emulator.md describes the folder.

  --port N    port on 127.0.0.1; by default any free one
  --keyless   also starts STS, with a role that may be assumed without a key
  --logs      the log of every function can be read from Log Service
  --help      this text

The first line on standard output is a JSON object with what a step needs. Members in capitals
are environment variables; the others are inputs of the action, in camel case.
Each request is one line on standard error.
`;

const OPTIONS = {
  port: { type: 'string' },
  keyless: { type: 'boolean' },
  logs: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * The arguments of `npm run emulator -- FOLDER …`.
 *
 * @param from which folder a relative path starts
 * @returns `help` if that is what was asked for
 * @throws UsageError in one sentence
 */
export function readArguments(args: string[], from: string): Arguments | 'help' {
  const { values, positionals } = parseOptions(args, OPTIONS);
  const { port = '0', keyless = false, logs = false, help } = values;
  if (help) return 'help';
  const [folder, ...surplus] = positionals;
  if (folder === undefined || surplus.length > 0) {
    throw new UsageError('Exactly one folder with functions is expected.');
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not '${port}'.`);
  }
  return { folder: resolve(from, folder), port: Number(port), keyless, logs };
}
