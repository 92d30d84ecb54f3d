import type { TextPosition } from '../text-position';
import type { CaseProblems } from './case-problems';

/** Control characters that neither YAML (1.2, 5.1) nor JSON allows; a line ends with LF or CR LF. */
const NOT_ALLOWED = /(?![\t\n\x7f-\x9f]|\r\n)\p{Cc}/u;

/**
 * The text of a case file without a byte order mark; `undefined` if it is not UTF-8, or has characters
 * that are not allowed, which becomes a problem.
 */
export function decodeCaseFile(bytes: Uint8Array, problems: CaseProblems): string | undefined {
  const text = new TextDecoder('utf-8').decode(bytes);
  const wrongByte = notUtf8At(bytes);
  if (wrongByte !== undefined) {
    const before = new TextDecoder('utf-8').decode(bytes.subarray(0, wrongByte));
    problems.add(
      endOf(before),
      'the file must be UTF-8, but what begins here is not; save it as UTF-8',
    );
    return undefined;
  }
  const control = NOT_ALLOWED.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    problems.add(
      endOf(text.slice(0, control.index)),
      `the file must not have the control character U+${code}; remove it, or write it as an escape in double quotes`,
    );
    return undefined;
  }
  return text;
}

/** The offset of the first byte that is not UTF-8. */
function notUtf8At(bytes: Uint8Array): number | undefined {
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = Buffer.from(kept, 'utf8');
  const at = again.findIndex((byte, index) => byte !== bytes[index]);
  return at === -1 ? undefined : at;
}

/** The position after the last character. */
function endOf(text: string): TextPosition {
  const start = text.lastIndexOf('\n') + 1;
  return { line: text.split('\n').length, column: text.length - start + 1 };
}
