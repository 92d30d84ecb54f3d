import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import type { SourceLocation } from '../report/source-location';
import { oneLine } from '../text';

/** The runner cuts an annotation's message at 4,096 characters. */
const MAX_ANNOTATION_LENGTH = 4_000;
const MAX_LINE_LENGTH = 4_000;

/**
 * Prints one line which may quote text from outside. The runner takes `::command::` at the start
 * of a line and the older `##[command]` anywhere in it for commands; neither survives.
 */
export function printLine(text: string): void {
  const line = oneLine(text, MAX_LINE_LENGTH);
  core.info(line.replaceAll('##[', '# #[').replace(/^(\s*):(?=:)/, '$1: '));
}

/**
 * Prints text from outside in a collapsible group. While it is printed, the runner takes no
 * command but a line with a token that nobody can guess, which ends that state again.
 */
export function printGroup(title: string, text: string): void {
  core.startGroup(oneLine(title, MAX_LINE_LENGTH));
  const token = randomUUID();
  // One write: nothing can come between the text and the line that resumes commands.
  core.info(`::stop-commands::${token}\n${printable(text)}\n::${token}::`);
  core.endGroup();
}

/** GitHub shows 10 annotations of a step; more than these few nobody reads. */
const MAX_WARNINGS = 4;
const warned = new Set<string>();

/** Adds a warning annotation; one that was given before, or one too many, is only a line or none. */
export function warn(message: string): void {
  const text = oneLine(message, MAX_ANNOTATION_LENGTH);
  if (warned.has(text)) return;
  warned.add(text);
  if (warned.size <= MAX_WARNINGS) core.warning(text);
  else printLine(`Warning: ${text}`);
}

/** Adds the annotation that says how the step ended; with `error`, the step fails. */
export function concludeStep(
  level: 'error' | 'warning',
  message: string,
  location: SourceLocation | undefined,
): void {
  const text = oneLine(message, MAX_ANNOTATION_LENGTH);
  const properties = location === undefined ? {} : annotationProperties(location);
  if (level === 'warning') {
    core.warning(text, properties);
  } else {
    core.error(text, properties);
    process.exitCode = 1;
  }
}

function annotationProperties({ file, line, column }: SourceLocation): core.AnnotationProperties {
  return { file, startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
}

/** Prints what only people who debug want to see; the toolkit escapes it. */
export function debug(text: string): void {
  if (core.isDebug()) core.debug(text);
}

/** Keeps a value out of the log, of this and of all later steps of the job. */
export function mask(secret: string): void {
  if (secret !== '') core.setSecret(secret);
}

const ESCAPE = '\\u001b';

/** A colour (SGR), which is kept, or any control character but tab and line feed. */
const COLOUR_OR_CONTROL = new RegExp(`(${ESCAPE}\\[[0-9;]{0,32}m)|(?![\\t\\n])\\p{Cc}`, 'gu');

/** Text as people may see it: every line ends with LF, no control character acts on a terminal. */
function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(COLOUR_OR_CONTROL, (match, colour) => (colour ? match : '\ufffd'));
}
