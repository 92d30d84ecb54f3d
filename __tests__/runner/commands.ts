import type { Annotation } from './annotations';
import { foldCase, isBlank, type ParsedCommand, parseCommand } from './command-syntax';
import { splitLines } from './lines';
import { type LogGroup, type LogLine, StepLog } from './step-log';

/** The commands that the runner registers for a step, besides `stop-commands`. */
export const REGISTERED_COMMANDS = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'warning',
] as const;

type RegisteredCommand = (typeof REGISTERED_COMMANDS)[number];

/** Their lines are never echoed, since they show, or hide, what they say by themselves. */
const NOT_ECHOED: ReadonlySet<RegisteredCommand> = new Set([
  'add-mask',
  'debug',
  'error',
  'notice',
  'warning',
]);

const INVALID_TOKEN =
  "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.";

/** A line that the runner took as a command instead of printing it. */
export interface TakenCommand {
  /** In lower case; `resume` is the line which ends a `stop-commands`. */
  readonly name: RegisteredCommand | 'stop-commands' | 'resume';
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  /** The line as written. */
  readonly line: string;
  /** Why the runner refused it, which fails the step. */
  readonly refused?: string;
}

export interface RunnerOutput {
  readonly commands: readonly TakenCommand[];
  readonly log: readonly LogLine[];
  readonly annotations: readonly Annotation[];
  /** Values of `add-mask`, in the order in which they were given. */
  readonly masks: readonly string[];
  /** Groups opened by commands. (The log's viewer also honours a printed `##[group]`.) */
  readonly groups: readonly LogGroup[];
  /** True when a `stop-commands` was never resumed. */
  readonly stillStopped: boolean;
}

export interface ReadOptions {
  /** Values that are masked from the start, as a job's secrets are. */
  readonly masks?: readonly string[];
  /** Whether the step runs with debug logging, which shows `debug` data and echoes commands. */
  readonly stepDebug?: boolean;
  /** Is given each line of the log as soon as it is read. */
  readonly show?: (line: string) => void;
}

/**
 * Reads the output of a step as the runner does (actions/runner, src/Runner.Worker/
 * ActionCommandManager.cs, Handlers/OutputManager.cs). Problem matchers are not modelled.
 *
 * @param output what the process wrote to one of its streams
 */
export function parseRunnerOutput(
  output: Uint8Array | string,
  options: ReadOptions = {},
): RunnerOutput {
  const reader = new StepReader(options);
  for (const line of splitLines(output)) {
    reader.read(line);
  }
  return reader.result();
}

/** {@link parseRunnerOutput} line by line. */
export class StepReader {
  readonly #log: StepLog;
  readonly #commands: TakenCommand[] = [];
  readonly #masks: string[] = [];
  readonly #names = new Map<string, RegisteredCommand | 'stop-commands'>(
    ([...REGISTERED_COMMANDS, 'stop-commands'] as const).map((name) => [foldCase(name), name]),
  );
  readonly #stepDebug: boolean;
  #echo: boolean;
  #stopToken: string | undefined;

  constructor({ masks = [], stepDebug = false, show }: ReadOptions) {
    this.#log = new StepLog(show);
    this.#stepDebug = stepDebug;
    this.#echo = stepDebug;
    for (const mask of masks) {
      this.#log.hide(mask);
    }
  }

  result(): RunnerOutput {
    return {
      commands: this.#commands,
      log: this.#log.lines,
      annotations: this.#log.annotations,
      masks: this.#masks,
      groups: this.#log.groups,
      stillStopped: this.#stopToken !== undefined,
    };
  }

  read(line: string): void {
    const command = parseCommand(line, (name) => this.#isRegistered(name));
    if (command === undefined || !this.#take(command, line)) {
      // These two mark an action's boundaries in the log, so the runner defuses them.
      this.#log.print(line.replace(/##\[(start|end)-action/g, '##[\\$1-action'));
    }
  }

  /** The token of a `stop-commands` is a command as well, until it has been used. */
  #isRegistered(name: string): boolean {
    return this.#names.has(foldCase(name)) || this.#isStopToken(name);
  }

  #isStopToken(name: string): boolean {
    return this.#stopToken !== undefined && foldCase(name) === foldCase(this.#stopToken);
  }

  /** @returns whether the line is a command; else it is output */
  #take(command: ParsedCommand, line: string): boolean {
    const { properties, data } = command;
    if (this.#stopToken !== undefined) {
      if (!this.#isStopToken(command.name)) {
        return false;
      }
      this.#log.print(line);
      this.#stopToken = undefined;
      this.#commands.push({ name: 'resume', properties, data, line });
      return true;
    }
    const name = this.#names.get(foldCase(command.name));
    if (name === undefined) {
      return false;
    }
    const refused =
      name === 'stop-commands' ? this.#stop(data, line) : this.#run(name, command, line);
    this.#commands.push({
      name,
      properties,
      data,
      line,
      ...(refused !== undefined && { refused }),
    });
    return true;
  }

  /**
   * A refused token ends the runner's reading with an exception, which fails the step. The model
   * reads on with commands in force, the worst case.
   */
  #stop(token: string, line: string): string | undefined {
    if (
      token === '' ||
      this.#names.has(foldCase(token)) ||
      foldCase(token) === foldCase('pause-logging')
    ) {
      this.#log.annotate('error', INVALID_TOKEN);
      return INVALID_TOKEN;
    }
    this.#stopToken = token;
    if (token.length > 6) {
      this.#log.hide(token);
    }
    this.#log.print(line);
    return undefined;
  }

  #run(name: RegisteredCommand, command: ParsedCommand, line: string): string | undefined {
    if (this.#echo && !NOT_ECHOED.has(name)) {
      this.#log.print(line);
    }
    const refused = this.#execute(name, command);
    if (refused !== undefined) {
      const shown = NOT_ECHOED.has(name) ? name : line;
      this.#log.annotate('error', `Unable to process command '${shown}' successfully.`);
      this.#log.annotate('error', refused);
    }
    return refused;
  }

  /** @returns why the runner refuses the command, if it does */
  #execute(name: RegisteredCommand, { properties, data }: ParsedCommand): string | undefined {
    switch (name) {
      case 'add-mask':
        this.#addMask(data);
        return undefined;
      case 'debug':
        this.#debug(data);
        return undefined;
      case 'error':
      case 'warning':
      case 'notice':
        this.#log.annotate(name, data, properties);
        return undefined;
      case 'group':
        this.#log.startGroup(data);
        return undefined;
      case 'endgroup':
        this.#log.endGroup();
        return undefined;
      case 'echo':
        return this.#setEcho(data);
      case 'set-env':
      case 'add-path':
        return `The \`${name}\` command is disabled.`;
      case 'set-output':
      case 'save-state':
        return properties.name === undefined
          ? `Required field 'name' is missing in ##[${name}] command.`
          : undefined;
      case 'add-matcher':
      case 'remove-matcher':
        return undefined;
    }
  }

  #addMask(value: string): void {
    if (isBlank(value)) {
      const message = "Can't add secret mask for empty string in ##[add-mask] command.";
      this.#log.annotate('warning', message);
      return;
    }
    if (this.#echo) {
      this.#log.print('::add-mask::***');
    }
    this.#masks.push(value);
    for (const part of [value, ...value.split(/[\r\n]/).map((line) => line.trim())]) {
      this.#log.hide(part);
    }
  }

  #debug(message: string): void {
    if (this.#stepDebug) {
      for (const line of message.split(/\r?\n/)) {
        this.#log.print(`##[debug]${line}`);
      }
    }
  }

  #setEcho(value: string): string | undefined {
    const choice = value.trim().toUpperCase();
    if (choice !== 'ON' && choice !== 'OFF') {
      return `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${value}'.`;
    }
    this.#echo = choice === 'ON';
    return undefined;
  }
}
