import { expect, test } from 'vitest';
import { terminalText } from '../../../src/runner/terminal-text';

test.for([
  ['line ends', 'a\r\nb\rc\n', 'a\nb\nc\n'],
  ['a bidi override', 'user\u202e)nimda( \u2066x\u2069', 'user\\u202e)nimda( \\u2066x\\u2069'],
  [
    'what nobody sees',
    'a\u200bb\u00adc\ufeffd\u3164e\u2028f',
    'a\\u200bb\\u00adc\\ufeffd\\u3164e\\u2028f',
  ],
  ['a tag beyond the BMP', 'a\u{e0041}', 'a\\u{e0041}'],
  ['controls', 'a\0b\bc\u0085d', 'a\\u0000b\\u0008c\\u0085d'],
  ['a joiner between ASCII', ':\u200d:', ':\\u200d:'],
  ['joiners of emoji and scripts', '👩‍💻 ❤\ufe0f नमस्\u200dते', '👩‍💻 ❤\ufe0f नमस्\u200dते'],
  ['colours that are closed', '\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
  ['colours that are closed by no number', '\u001b[31mred\u001b[m', '\u001b[31mred\u001b[m'],
  ['colours that are closed twice', '\u001b[31mred\u001b[0;0m', '\u001b[31mred\u001b[0;0m'],
  ['colours that are not', '\u001b[1;31mred\n', '\u001b[1;31mred\n\u001b[0m'],
  [
    'a title and a cursor',
    '\u001b]0;t\u0007\u001b[2J\u009b1A',
    '\\u001b]0;t\\u0007\\u001b[2J\\u009b1A',
  ],
] as const)('%s', ([, text, shown]) => {
  expect(terminalText(text)).toBe(shown);
});
