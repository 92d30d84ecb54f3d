/**
 * Splits what a process wrote into lines, as the runner's stream reader does: a line ends at LF, CR
 * or CRLF and nowhere else (not at U+2028, U+0085 or NUL); the last one may lack its end.
 *
 * @param output bytes (read as UTF-8, what is invalid becomes U+FFFD, a leading byte order mark is
 *   dropped) or text
 */
export function splitLines(output: Uint8Array | string): string[] {
  const lines = decodeUtf8(output).split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines;
}

/** Text of a UTF-8 file or stream, never throwing: invalid bytes become U+FFFD. */
export function decodeUtf8(content: Uint8Array | string): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
