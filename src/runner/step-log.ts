import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import { addSecret, redacted } from '../redaction';
import type { SourceLocation } from '../report/source-location';
import { cut, oneLine, withoutInvisible } from '../text';
import { terminalText } from './terminal-text';

/** The runner cuts an annotation's message at 4,096 characters. */
const MAX_ANNOTATION_LENGTH = 4_000;
const MAX_LINE_LENGTH = 4_000;
const MAX_TITLE_LENGTH = 250;
const MAX_DEBUG_LENGTH = 64 * 1024;

/** GitHub shows 10 annotations of a step; few people read even this many. */
const MAX_WARNINGS = 4;

/** The annotation that says how a step ended. */
export interface Conclusion {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly lines: readonly string[];
  readonly location: SourceLocation | undefined;
}

/** Where lines of the log go: to that of the step, or to it with the name of a case before them. */
export interface Log {
  line(text: string): void;
  group(title: string, text: string): void;
  /** Text of several lines that is not folded, with a blank line before and after it. */
  block(title: string, text: string): void;
  /** A blank line, between parts that people tell apart; never two of them. */
  gap(): void;
  debug(text: string): void;
}

/**
 * The log of a step, with its annotations: the only writer to standard output. Text from outside
 * may stand in everything that is printed; no line of it acts as a command of the runner.
 */
export class StepLog implements Log {
  readonly #warned = new Set<string>();
  /** Whether the last line is blank. */
  #hasGap = false;

  /** @param isDebug whether people asked for debug output (`RUNNER_DEBUG=1`) */
  constructor(readonly isDebug: boolean) {}

  /**
   * Prints one line. The runner takes `::command::` at the start of a line and the older
   * `##[command]` anywhere in it for commands; neither survives.
   */
  line(text: string): void {
    const line = oneLine(text, MAX_LINE_LENGTH);
    this.#print(line.replaceAll('##[', '# #[').replace(/^::/, ': :'));
  }

  /** Prints text from outside in a collapsible group, in which no line acts as a command. */
  group(title: string, text: string): void {
    core.startGroup(oneLine(title, MAX_LINE_LENGTH));
    this.#print(withoutCommands(terminalText(redacted(text))));
    core.endGroup();
  }

  /** Prints text from outside below a title, indented; no line of it acts as a command. */
  block(title: string, text: string): void {
    this.gap();
    this.line(title);
    this.#print(withoutCommands(indented(terminalText(redacted(text)))));
    this.gap();
  }

  gap(): void {
    if (!this.#hasGap) this.#print('');
    this.#hasGap = true;
  }

  #print(text: string): void {
    core.info(text);
    this.#hasGap = false;
  }

  /**
   * Adds a warning annotation; one that was given before, or one too many, is only a line or none.
   *
   * @param title what the step invokes; `undefined` as long as that is not known
   */
  warn(message: string, title?: string): void {
    const text = oneLine(message, MAX_ANNOTATION_LENGTH);
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    if (this.#warned.size <= MAX_WARNINGS) {
      core.warning(text, annotationProperties(title, undefined));
    } else {
      this.line(`⚠ ${text}`);
    }
  }

  /** Adds the annotation that says how the step ended. */
  conclude({ level, title, lines, location }: Conclusion): void {
    // The toolkit escapes the line feeds, so that all lines belong to the annotation.
    const text = lines.map((line) => oneLine(line, MAX_ANNOTATION_LENGTH)).join('\n');
    const annotate = level === 'warning' ? core.warning : core.error;
    annotate(cut(text, MAX_ANNOTATION_LENGTH), annotationProperties(title, location));
  }

  /** Prints what only people who debug want to see; the toolkit escapes it. */
  debug(text: string): void {
    if (this.isDebug) core.debug(redacted(text, MAX_DEBUG_LENGTH));
  }

  /** The same log with a name before every line, title and debug output. */
  named(name: string): Log {
    return {
      line: (text) => this.line(`${name}: ${text}`),
      group: (title, text) => this.group(`${name}: ${title}`, text),
      block: (title, text) => this.block(`${name}: ${title}`, text),
      gap: () => this.gap(),
      debug: (text) => this.debug(`${name}: ${text}`),
    };
  }

  /** Keeps a value out of the log, of this and of all later steps of the job, and out of messages. */
  mask(secret: string): void {
    if (secret === '') return;
    core.setSecret(secret);
    addSecret(secret);
  }
}

/**
 * Text that the runner takes no command from. Where it could find one, commands are stopped until
 * a line with a token that cannot be guessed. This is one text to be written at once: nothing can
 * come between it and the line that resumes commands.
 */
function withoutCommands(text: string): string {
  // More than the runner takes for a command: it ignores some of what nobody sees, and no other form.
  if (!/::|##\[/.test(withoutInvisible(text.normalize('NFKC')))) return text;
  const token = randomUUID();
  return `::stop-commands::${token}\n${text}\n::${token}::`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** The runner masks secrets in messages, but not in properties. */
function annotationProperties(
  title: string | undefined,
  location: SourceLocation | undefined,
): core.AnnotationProperties {
  return {
    ...(title !== undefined && { title: oneLine(title, MAX_TITLE_LENGTH) }),
    ...(location !== undefined && { file: location.file, startLine: location.line }),
    ...(location?.column !== undefined && { startColumn: location.column }),
  };
}
