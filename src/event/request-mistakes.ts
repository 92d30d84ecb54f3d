/** A described request shows what it is at its beginning. */
const SAMPLE_BYTES = 4096;

const KEY = /\b(?:method|path|queries|headers|body)["'“”‘’]?\s{0,99}[:：]/;

/**
 * Why a payload that is not JSON in UTF-8 may still have been meant as the description of a request:
 * the end of a sentence; `undefined` if it looks like something else.
 */
export function whyNotRequest(payload: Uint8Array): string | undefined {
  const sample = payload.subarray(0, SAMPLE_BYTES);
  if (isDescription(new TextDecoder('utf-8').decode(sample))) {
    return 'looks like an HTTP request but is not valid JSON';
  }
  const isUtf16 = ['utf-16le', 'utf-16be'].some((encoding) =>
    isDescription(new TextDecoder(encoding).decode(sample)),
  );
  return isUtf16 ? 'looks like an HTTP request but is UTF-16, where UTF-8 is expected' : undefined;
}

function isDescription(text: string): boolean {
  return text.trimStart().startsWith('{') && KEY.test(text);
}
