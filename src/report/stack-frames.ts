/** A place in the code of a function, as its runtime tells it. */
export interface StackFrame {
  /**
   * `/code/…` is where FC mounts the code; anything else is the end of a path: package and file in
   * Java, the last folders and the file in Go.
   */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number | undefined;
}

/** Longer stacks are read from both ends: which of them is the innermost depends on the language. */
const MAX_LINES = 400;
const MAX_LINE_LENGTH = 2_000;
/** Of one text of several lines, twice. */
const MAX_TEXT_LENGTH = 128 * 1024;
const MAX_PATH_LENGTH = 400;
const MAX_CAUSES = 5;

/**
 * The frames in the body of a function error, the innermost first.
 *
 * @param body parsed JSON: `stackTrace` is an array of strings (Node.js, Java, .NET), of arrays
 * (Python), of objects `{path, line, label}` (Go), or an object `{file, line, traceString}` (PHP);
 * Java adds `errorCause`, a text or another such body
 */
export function framesInBody(body: unknown): StackFrame[] {
  const frames: StackFrame[] = [];
  let error: unknown = body;
  for (let causes = 0; causes < MAX_CAUSES && isRecord(error); causes++) {
    frames.push(...framesInLines(linesIn(error.stackTrace)));
    error = error.errorCause;
  }
  return frames;
}

/** The frames in a text, e.g. a log, the innermost first. */
export function framesInText(text: string): StackFrame[] {
  return framesInLines(linesIn(text));
}

function framesInLines(lines: readonly string[]): StackFrame[] {
  const frames = lines.flatMap((line) => {
    const frame = frameIn(line);
    return frame === undefined ? [] : [frame];
  });
  // "Traceback (most recent call last)": of several, the last one ended the function.
  const isPython = frames.some(({ notation }) => notation === 'python');
  return isPython ? frames.filter(({ notation }) => notation === 'python').reverse() : frames;
}

/** Every shape as lines of text, in the spelling that its language prints. */
function linesIn(stack: unknown): string[] {
  if (typeof stack === 'string') return bothEnds(textEnds(stack).split(/[\r\n]+/));
  if (Array.isArray(stack)) return bothEnds(stack).flatMap(linesInItem);
  return linesInItem(stack);
}

function linesInItem(item: unknown): string[] {
  if (typeof item === 'string') return item.slice(0, MAX_TEXT_LENGTH).split(/[\r\n]+/, 10);
  if (Array.isArray(item)) return linesInItem(pythonLine(item.slice(0, 4)));
  if (!isRecord(item)) return [];
  const { file, path = file, line, traceString } = item;
  const place = typeof path === 'string' ? [`${GO_OR_PHP}${path}:${line}`] : [];
  return typeof traceString === 'string' ? [...place, ...linesIn(traceString)] : place;
}

/** `[file, line, function, code]`, or the same as texts: `['File "/code/a.py"', 'line 4', …]`. */
function pythonLine(item: readonly unknown[]): string {
  const [file, line] = item;
  return Number.isInteger(Number(line)) && typeof file === 'string'
    ? `File "${file}", line ${line}`
    : item.filter((part) => typeof part === 'string').join(', ');
}

function bothEnds<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= 2 * MAX_LINES) return items;
  return [...items.slice(0, MAX_LINES), ...items.slice(-MAX_LINES)];
}

function textEnds(text: string): string {
  if (text.length <= 2 * MAX_TEXT_LENGTH) return text;
  return `${text.slice(0, MAX_TEXT_LENGTH)}\n${text.slice(-MAX_TEXT_LENGTH)}`;
}
