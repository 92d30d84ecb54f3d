import type { TakenCommand } from './commands';

/** What this action may tell the runner. It writes outputs and summary to files. */
const OWN_COMMANDS: ReadonlySet<TakenCommand['name']> = new Set([
  'add-mask',
  'debug',
  'endgroup',
  'error',
  'group',
  'notice',
  'resume',
  'stop-commands',
  'warning',
]);

/** Where the action may quote text from outside, since the toolkit escapes it there. */
const QUOTING_COMMANDS: ReadonlySet<TakenCommand['name']> = new Set(['debug', 'error', 'warning']);

/** As the toolkit writes a command: at the line's start, the name in lower case, values escaped. */
const TOOLKIT_COMMAND = /^::[a-z-]+(?: [^:]*)?::/;
/** As this action writes the line that ends a `stop-commands`. */
const RESUME_LINE = /^::[^\s:]+::$/;

/** A command that the action itself did not issue, and how that shows. */
export interface ForeignCommand {
  readonly command: TakenCommand;
  readonly reason: string;
}

/**
 * Finds commands that came from text from outside, or that this action must never issue.
 *
 * A forged `::error::…` at the start of a line looks like an own one. Its data may hold a marker
 * as well, so a test that prints such a text also counts the error annotations.
 *
 * @param markers strings that occur in the text from outside and nowhere else
 */
export function findForeignCommands(
  commands: readonly TakenCommand[],
  markers: readonly string[] = [],
): ForeignCommand[] {
  return commands.flatMap((command) => {
    const reason = foreignBecause(command, markers);
    return reason === undefined ? [] : [{ command, reason }];
  });
}

/** Throws when {@link findForeignCommands} finds any. */
export function assertNoForeignCommands(
  commands: readonly TakenCommand[],
  markers: readonly string[] = [],
): void {
  const foreign = findForeignCommands(commands, markers);
  if (foreign.length > 0) {
    const list = foreign.map(
      ({ command, reason }) => `  ${reason}: ${JSON.stringify(command.line.slice(0, 300))}`,
    );
    throw new Error(
      `The runner took ${foreign.length} command(s) that the action did not issue:\n${list.join('\n')}`,
    );
  }
}

function foreignBecause(command: TakenCommand, markers: readonly string[]): string | undefined {
  if (!OWN_COMMANDS.has(command.name)) {
    return `${command.name} is not a command of this action`;
  }
  if (command.refused !== undefined) {
    return `the runner refuses it (${command.refused})`;
  }
  const form = command.name === 'resume' ? RESUME_LINE : TOOLKIT_COMMAND;
  if (!form.test(command.line)) {
    return 'the action does not write a command in this form';
  }
  const properties = Object.entries(command.properties).flat();
  const data = QUOTING_COMMANDS.has(command.name) ? [] : [command.data];
  const marker = markers.find((text) =>
    [...properties, ...data].some((value) => value.includes(text)),
  );
  return marker === undefined ? undefined : `it holds the foreign text ${JSON.stringify(marker)}`;
}
