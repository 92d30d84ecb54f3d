/** A place in the code of a function, as its runtime tells it. */
export interface StackFrame {
  /**
   * With forward slashes. `/code/…` is where FC mounts the code; anything else is the end of a
   * path: package and file in Java, the last folders and the file in Go.
   */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

interface ReadFrame extends StackFrame {
  readonly isPython?: boolean;
}

/** Longer stacks are read from both ends: which of them is the inner one depends on the language. */
const MAX_LINES_PER_END = 400;
const MAX_CHARACTERS_PER_END = 128 * 1024;
const MAX_LINE_LENGTH = 2_000;
const MAX_CAUSES = 5;

/** Of each stack, as a file is looked up for each frame. */
const MAX_FRAMES_PER_END = 100;

/**
 * The frames in the body of a function error, the innermost first.
 *
 * @param body parsed JSON, whose `stackTrace` is an array of strings (Node.js, Java, .NET), of arrays
 * (Python), of objects `{path, line, label}` (Go), or an object `{file, line, traceString}` (PHP);
 * Java adds `errorCause`, a string or another such body
 */
export function framesInBody(body: unknown): StackFrame[] {
  const frames: StackFrame[] = [];
  let error = body;
  for (let causes = 0; causes < MAX_CAUSES && isRecord(error); causes++) {
    const { stackTrace } = error;
    frames.push(...framesInStack(Array.isArray(stackTrace) ? stackTrace : [stackTrace]));
    error = error.errorCause;
  }
  return frames;
}

/** The frames in a text, e.g. a log: of the last Python traceback, else from the top. */
export function framesInText(text: string): StackFrame[] {
  return framesInStack([text]);
}

/**
 * However many items there are and whatever is in them, no more than a fixed number of lines is
 * searched, and a fixed number of frames returned.
 */
function framesInStack(items: readonly unknown[]): StackFrame[] {
  const entries = bothEnds(items, MAX_LINES_PER_END).flatMap(entriesOf);
  const frames = bothEnds(entries, MAX_LINES_PER_END).flatMap((entry) =>
    typeof entry === 'string' ? framesInLine(entry) : [entry],
  );
  return bothEnds(innermostFirst(frames), MAX_FRAMES_PER_END);
}

/**
 * Python prints the most recent call last; of several tracebacks, the last one ended the function.
 */
function innermostFirst(frames: readonly ReadFrame[]): StackFrame[] {
  const python = frames.filter(({ isPython }) => isPython);
  return (python.length > 0 ? python.reverse() : frames).map(({ isPython: _, ...frame }) => frame);
}

/** The lines of an item, or the frame that it is. */
function entriesOf(item: unknown): readonly (string | ReadFrame)[] {
  if (typeof item === 'string') return linesOf(item);
  if (Array.isArray(item)) return [pythonLine(item)];
  if (!isRecord(item)) return [];
  const { file, path = file, line, traceString } = item;
  const trace = typeof traceString === 'string' ? linesOf(traceString) : [];
  return typeof path === 'string' && typeof line === 'number'
    ? [{ path: slashed(path.slice(0, MAX_LINE_LENGTH)).replace(/^code\//, MOUNT), line }, ...trace]
    : trace;
}

/** `[file, line, function, code]`, or, as FC documents it, `['File "/code/a.py"', 'line 4', …]`. */
function pythonLine([file, line]: readonly unknown[]): string {
  if (typeof file !== 'string') return '';
  if (typeof line === 'number') return `File "${file}", line ${line}`;
  return typeof line === 'string' ? `${file}, ${line}` : file;
}

function linesOf(text: string): readonly string[] {
  const isLong = text.length > 2 * MAX_CHARACTERS_PER_END;
  const kept = isLong
    ? `${text.slice(0, MAX_CHARACTERS_PER_END)}\n${text.slice(-MAX_CHARACTERS_PER_END)}`
    : text;
  return bothEnds(kept.split(/[\r\n]/), MAX_LINES_PER_END);
}

function bothEnds<Item>(items: readonly Item[], count: number): Item[] {
  const end = Math.max(count, items.length - count);
  return [...items.slice(0, count), ...items.slice(end)];
}

/** Where FC mounts the code of a function. */
const MOUNT = '/code/';

/** A line names one place, but may have others in the text before it. */
const MAX_PLACES_PER_LINE = 5;

/** At most one. */
function framesInLine(longLine: string): ReadFrame[] {
  const line = slashed(longLine.slice(0, MAX_LINE_LENGTH));
  let start = line.indexOf(MOUNT);
  for (let places = 0; start >= 0 && places < MAX_PLACES_PER_LINE; places++) {
    const frame = frameAt(line, start);
    if (frame !== undefined) return [frame];
    start = line.indexOf(MOUNT, start + 1);
  }
  const frame = javaFrame(line);
  return frame === undefined ? [] : [frame];
}

/**
 * What follows `/code/`: `a.js:4:9` (Node.js, Go, Ruby), `a.py", line 4` (Python), `a.php(4)` and
 * `a.php on line 4` (PHP), `A.cs:line 4` (.NET). The path is bounded, so that time is as well.
 */
const PLACE =
  /^(?<path>[^"\n]{1,400}?)(?::(?<line>\d{1,7})(?::(?<column>\d{1,7}))?|\((?<php>\d{1,7})\)|", line (?<python>\d{1,7})|:line (?<dotnet>\d{1,7})| on line (?<message>\d{1,7}))(?!\d)/;

function frameAt(line: string, start: number): ReadFrame | undefined {
  const before = line.slice(0, start);
  const isUrl = before.endsWith('file://');
  // Not `/srv/code/…`.
  if (!isUrl && /[\w./~-]$/.test(before)) return undefined;
  const groups = PLACE.exec(line.slice(start + MOUNT.length))?.groups;
  if (groups?.path === undefined) return undefined;
  const { path, line: number, column, php, python, dotnet, message } = groups;
  const isPython = python !== undefined;
  // A traceback shows code, too, which may name files.
  if (isPython && !before.endsWith('File "')) return undefined;
  return {
    path: MOUNT + (isUrl ? decoded(path) : path),
    line: Number(number ?? php ?? python ?? dotnet ?? message),
    ...(column !== undefined && { column: Number(column) }),
    isPython,
  };
}

const JAVA_FILE = /\((?<file>[\w$-]{1,200}\.(?:java|kt|scala|groovy)):(?<line>\d{1,7})\)/;

/** `at example.App.handleRequest(App.java:12)`, with a class loader or module before a slash. */
function javaFrame(line: string): ReadFrame | undefined {
  const match = JAVA_FILE.exec(line);
  if (match?.groups?.file === undefined) return undefined;
  const qualified = line.slice(0, match.index).split(/[\s/]/).at(-1) ?? '';
  const packages = qualified.split('.').slice(0, -2);
  return { path: [...packages, match.groups.file].join('/'), line: Number(match.groups.line) };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
