/** What a terminal takes for colours, cursor movements and titles. */
const TERMINAL_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/** Control characters, and the format characters that reorder the text after them. */
const HARMFUL = /(?![\t\n])\p{Cc}|\p{Bidi_Control}/gu;

/**
 * Text of several lines from outside as a page can show it: every line ends with LF, what only a
 * terminal understands is left out, and other characters that do harm become U+FFFD.
 */
export function plainLines(text: string): string {
  return text
    .replace(TERMINAL_SEQUENCE, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(HARMFUL, '\ufffd');
}
