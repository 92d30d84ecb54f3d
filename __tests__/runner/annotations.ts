/** What an `error`, `warning` or `notice` command becomes on the run's page and the pull request. */
export interface Annotation {
  readonly level: AnnotationLevel;
  /** Masked, and cut at 4,096 UTF-16 code units. */
  readonly message: string;
  readonly title?: string;
  /** As given; the runner makes an absolute path below the workspace relative to it. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** GitHub keeps this many annotations of a level for a step; the log shows all. */
export const MAX_ANNOTATIONS_PER_LEVEL = 10;
const MAX_MESSAGE_LENGTH = 4096;

/**
 * Builds the annotation of a command by the rules of the runner (actions/runner,
 * src/Runner.Worker/ActionCommandManager.cs, ValidateLinesAndColumns). Properties are not masked:
 * the runner masks the message only.
 *
 * @param message masked, of any length
 * @param properties keys in lower case: `title`, `file`, `line`, `endline`, `col`, `endcolumn`
 */
export function createAnnotation(
  level: AnnotationLevel,
  message: string,
  properties: Readonly<Record<string, string>> = {},
): Annotation {
  const { title, file } = properties;
  return {
    level,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    ...(title !== undefined && { title }),
    ...(file !== undefined && { file }),
    ...readPosition(properties),
  };
}

function readPosition(properties: Readonly<Record<string, string>>) {
  const endLine = toInteger(properties.endline);
  const endColumn = toInteger(properties.endcolumn);
  // An end without a start is its own start.
  const line = toInteger(properties.line) ?? endLine;
  const column = toInteger(properties.col) ?? endColumn;

  // Columns mean nothing without a line or across lines; an end before its start voids the pair.
  const severalLines = endLine !== undefined && endLine !== line;
  const keepColumns = line !== undefined && !severalLines && !isReversed(column, endColumn);
  const keepLines = !isReversed(line, endLine);
  return {
    ...(keepLines && line !== undefined && { line }),
    ...(keepLines && endLine !== undefined && { endLine }),
    ...(keepColumns && column !== undefined && { column }),
    ...(keepColumns && endColumn !== undefined && { endColumn }),
  };
}

function isReversed(start: number | undefined, end: number | undefined): boolean {
  return start !== undefined && end !== undefined && end < start;
}

function toInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}
