import type { Invocation } from '../function-compute/invocation';
import { recordFrom } from '../function-compute/resources';
import { jsonIn } from '../json-reader';
import { redacted } from '../redaction';
import { START_LENGTH } from '../runner/result';
import { counted, cut } from '../text';
import { plainLines } from './plain-lines';

/** Of a longer stack both ends are shown: which of them is the inner one depends on the language. */
const MAX_LINES_PER_END = 20;
const MAX_LINE_LENGTH = 300;
const MAX_CAUSES = 5;

const INDENT = '    ';

/**
 * The error of a function as its runtime reports it, for people: what it says, then its stack as
 * lines, then its causes. It has no known secret, nothing that only a terminal understands, and a
 * limited number of lines of a limited length.
 *
 * `undefined` where there is no stack: then the error is a sentence, which is told elsewhere.
 */
export function errorText(invocation: Pick<Invocation, 'metadata' | 'result'>): string | undefined {
  const error = errorIn(invocation);
  if (error === undefined) return undefined;
  // First the secrets, then the cut; a secret may have been interrupted by a colour.
  const known = redacted(linesOf(error).join('\n'));
  const lines = redacted(plainLines(known)).split('\n');
  return bothEnds(lines)
    .map((line) => cut(line, MAX_LINE_LENGTH))
    .join('\n');
}

/**
 * The log of an invocation beside the text of its error. FC's Node.js runtime writes the body of the
 * error into the log as well; the stack in it, which is the same to the letter, is counted instead.
 */
export function logBesideError(
  invocation: Pick<Invocation, 'metadata' | 'result'>,
): string | undefined {
  const { logs } = invocation.metadata;
  const stack = errorIn(invocation)?.stackTrace;
  if (!Array.isArray(stack) || !stack.every((line) => typeof line === 'string')) return logs;
  return logs?.replaceAll(
    JSON.stringify(stack),
    () => `[… ${counted(stack.length, 'line')}, see Error]`,
  );
}

/** What people see of an invocation's error and log; with a stack, the log does not repeat it. */
export function shownErrorAndLog(
  invocation: Pick<Invocation, 'metadata' | 'result'>,
  showResult: boolean,
): { readonly error: string | undefined; readonly logs: string | undefined } {
  const error = showResult ? errorText(invocation) : undefined;
  const logs = error === undefined ? invocation.metadata.logs : logBesideError(invocation);
  return { error, logs };
}

type RuntimeError = Readonly<Record<string, unknown>>;

/** The body of a function error, if it has a stack. A longer body than the log shows is not read. */
function errorIn({
  metadata,
  result,
}: Pick<Invocation, 'metadata' | 'result'>): RuntimeError | undefined {
  if (metadata.functionErrorType === undefined || result?.start === undefined) return undefined;
  if (!result.isJson || result.bytes > START_LENGTH) return undefined;
  const error = recordFrom(jsonIn(result.start));
  return stackOf(error).length === 0 ? undefined : error;
}

function linesOf(error: RuntimeError, causes = 0): readonly string[] {
  const { errorCause } = error;
  if (!errorCause || causes === MAX_CAUSES) return withHead(error);
  const [head = '', ...stack] =
    typeof errorCause === 'string'
      ? errorCause.split('\n')
      : linesOf(recordFrom(errorCause), causes + 1);
  return [...withHead(error), `Caused by: ${head}`, ...stack];
}

/** What an error says, and its stack. In Node.js the stack begins with what the error says. */
function withHead(error: RuntimeError): readonly string[] {
  const [type, message] = [stringOf(error.errorType), stringOf(error.errorMessage)];
  const messageLines = message.split('\n');
  const stack = stackOf(error);
  const isHead = stack[0]?.startsWith(type) && stack[0].includes(messageLines[0] ?? '');
  const named = message.startsWith(type) ? message : `${type}: ${message}`;
  const head = isHead ? stack.slice(0, messageLines.length) : named.split('\n');
  const frames = isHead ? stack.slice(messageLines.length) : stack;
  return [...head, ...frames.map((line) => (/^\s/.test(line) ? line : INDENT + line))];
}

/**
 * The lines of `stackTrace`: an array of strings (Node.js, Java), of arrays (Python), of objects
 * `{path, line, label}` (Go), or an object `{file, line, traceString}` (PHP).
 */
function stackOf({ stackTrace }: RuntimeError): readonly string[] {
  const items = Array.isArray(stackTrace) ? stackTrace : [stackTrace];
  return items
    .flatMap(entriesOf)
    .flatMap((entry) => entry.split(/\r?\n/))
    .filter((line) => line.trim() !== '');
}

function entriesOf(item: unknown): readonly string[] {
  if (typeof item === 'string') return [item];
  if (Array.isArray(item)) return pythonEntries(item.map(stringOf));
  const { file, path = file, line, label, traceString } = recordFrom(item);
  const place = typeof path === 'string' ? `${path}:${stringOf(line)}` : '';
  const frame = typeof label === 'string' ? `at ${label} (${place})` : `at ${place}`;
  return [place === '' ? '' : frame, stringOf(traceString)];
}

/** `[file, line, function, code]`, or, as FC documents it, `['File "/code/a.py"', 'line 4', …]`. */
function pythonEntries([file = '', line = '', name = '', code = '']: readonly string[]) {
  const isDocumented = line.startsWith('line ');
  const place = isDocumented
    ? `${file}, ${line}, ${name}`
    : `File "${file}", line ${line}, in ${name}`;
  return [`  ${place}`, INDENT + code];
}

function stringOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function bothEnds(lines: readonly string[]): readonly string[] {
  const rest = lines.length - 2 * MAX_LINES_PER_END;
  // The line that counts the others takes the place of one.
  if (rest <= 1) return lines;
  return [
    ...lines.slice(0, MAX_LINES_PER_END),
    `${INDENT}… ${rest} more lines, see the result`,
    ...lines.slice(-MAX_LINES_PER_END),
  ];
}
