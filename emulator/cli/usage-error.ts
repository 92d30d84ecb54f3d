import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Arguments that are not as they should be: the only mistake after which the usage is of help. */
export class UsageError extends Error {}

/**
 * Reads a command line with one positional argument or more.
 *
 * @throws UsageError in one sentence
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    // Node.js gives advice in further sentences.
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split('. ', 1);
    throw new UsageError(sentence);
  }
}

/** Ends a command that has failed: what went wrong, and how it is used if that is the mistake. */
export function reportFailure(error: unknown, usage: string): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(usage);
  process.exitCode = 1;
}
