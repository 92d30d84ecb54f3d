/** The commands of docs/emulator.md. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { blocksOf } from '../project/documents';

export const PAGE = 'docs/emulator.md';

/** Blocks of one command a line are run line by line. */
const COMMANDS = blocksOf(PAGE, 'bash').flatMap((block) =>
  block.startsWith('npm run try') ? block.trim().split('\n') : [block.trim()],
);

/** Those that try a workflow. */
export const TRIED = COMMANDS.filter((command) => command.includes('npm run try'));
/** Those that serve functions until they are ended. */
export const SERVERS = COMMANDS.filter((command) => command.includes(' emulator -- '));
export const OTHERS = COMMANDS.filter((each) => ![...TRIED, ...SERVERS].includes(each));

/**
 * Runs a command in bash.
 *
 * @param folder stands for `/tmp` of the page
 * @returns what it prints
 */
export async function runCommand(command: string, folder: string): Promise<string> {
  const script = command.replaceAll('/tmp', folder);
  return (await promisify(execFile)('bash', ['-e', '-c', script])).stdout;
}
