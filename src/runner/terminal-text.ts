const ESCAPE = '\\u001b';

/** Joiners and variants, as scripts and emoji need them: after a character that is not ASCII. */
const JOINED = '(?<=[^\\0-\\x7f])[\\u200c\\u200d\\ufe00-\\ufe0f]';

/** A colour (SGR), a joiner, or what acts on a terminal, reorders text or is not seen. */
const KEPT_OR_HIDDEN = new RegExp(
  `(${ESCAPE}\\[[0-9;]{0,32}m|${JOINED})|(?![\\t\\n])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]`,
  'gu',
);

const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]{0,32}m`, 'g');
const RESET = /\[[0;]*m/;

/**
 * Text from outside as people may see it in the log: every line ends with LF, colours end with the
 * text, and what acts on a terminal, changes the order of characters or is not seen is shown as
 * its code (`\u202e`).
 */
export function terminalText(text: string): string {
  const shown = text
    .replace(/\r\n?/g, '\n')
    .replace(KEPT_OR_HIDDEN, (character, kept) => kept ?? codeOf(character));
  const lastColour = shown.match(COLOUR)?.at(-1);
  return lastColour === undefined || RESET.test(lastColour) ? shown : `${shown}\u001b[0m`;
}

function codeOf(character: string): string {
  const code = Number(character.codePointAt(0)).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
