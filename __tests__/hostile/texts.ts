/** Texts that try to be more than text: a corpus of known tricks, and generators that combine them. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { REGISTERED_COMMANDS } from '../runner/commands';
import { anyString } from '../support/strings';

/** Is in every command of these texts, and in nothing that the action says by itself. */
export const MARKER = 'h0stile';

const COMMANDS = [...REGISTERED_COMMANDS, 'stop-commands'] as const;

const LINE_ENDS = [
  '\n',
  '\r',
  '\r\n',
  '\n\r',
  '\n\n',
  '\u0085',
  '\u2028',
  '\u2029',
  '\v',
  '\f',
  '\0',
];
const BLANKS = ['', ' ', '\t', '\u00a0', '\u3000', '\ufeff', '\u0085', '\u2003', '\u001f'];
/** Nothing to a reader, and nothing to a comparison by the runner's culture. */
const IGNORABLE = [
  '',
  '',
  '\0',
  '\u00ad',
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u034f',
  '\u{e0001}',
  '\ufe0f',
];
const ESCAPES = [
  '\u001b[31m',
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b[1A\u001b[2K',
  '\u009b31m',
  '\u0008',
];
const MARKUP = [
  '</code></pre></details>',
  '<script>alert(1)</script>',
  '![x](https://evil.test/x.png)',
  '\n\n# heading\n\n',
  '```\n',
  '| a | b |',
  '@octocat #1 :tada:',
];
const BROKEN = [
  '\ud800',
  '\udfff',
  '\ufffd',
  '%0A',
  '%250A',
  '%0D%0A',
  '%25',
  '"',
  "'",
  '\\',
  '\u202e',
];

const pick = (...choices: readonly string[]) => fc.constantFrom(...choices);

/** Mostly nothing, so that most commands are such for every runner. */
const gap = fc.oneof({ weight: 5, arbitrary: fc.constant('') }, pick(...IGNORABLE));

/** `::name key=value::data`, with what the runner overlooks in all places. */
const doubleColon = fc
  .tuple(
    pick('', '\n', '\r', '\r\n'),
    pick(...BLANKS),
    gap,
    pick(...COMMANDS),
    fc.boolean(),
    pick('', ` name=${MARKER}`, ` file=${MARKER},line=1`, ' '),
    gap,
    pick('', ...BROKEN),
  )
  .map(
    ([lineEnd, blank, within, name, isUpper, properties, withinToo, tail]) =>
      `${lineEnd}${blank}:${within}:${isUpper ? name.toUpperCase() : name}${properties}:${withinToo}:${MARKER}${tail}`,
  );

/** `##[name key=value]data`, which the runner takes anywhere in a line. */
const legacy = fc
  .tuple(
    pick('', 'text before ', '\t', '::'),
    gap,
    pick(...COMMANDS),
    pick('', ` name=${MARKER};`),
    gap,
  )
  .map(
    ([before, within, name, properties, withinToo]) =>
      `${before}#${within}#${withinToo}[${name}${properties}]${MARKER}`,
  );

/** The line that would end a `stop-commands`, if its token could be guessed. */
const resumption = pick(
  `::${randomUUID()}::`,
  '::00000000-0000-0000-0000-000000000000::',
  `##[${randomUUID()}]`,
  '::stop-commands::',
  '::pause-logging::',
  '::::',
  '##[]',
);

const delimiter = pick(`ghadelimiter_${randomUUID()}`, 'result<<EOF', 'EOF', 'error-type=', 'x=y');

const piece = fc.oneof(
  { weight: 4, arbitrary: doubleColon },
  { weight: 3, arbitrary: legacy },
  { weight: 4, arbitrary: pick(...LINE_ENDS) },
  { weight: 1, arbitrary: resumption },
  { weight: 1, arbitrary: delimiter },
  { weight: 1, arbitrary: pick(...ESCAPES) },
  { weight: 1, arbitrary: pick(...MARKUP) },
  { weight: 1, arbitrary: pick(...BROKEN) },
  { weight: 1, arbitrary: anyString({ maxLength: 8 }) },
);

/** Any text of such pieces, most of them with commands at the start of lines. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(piece, { minLength: 1, maxLength: 12 })
  .map((pieces) => pieces.join(''));

/** What HTTP lets into a header or a reason phrase: no line ends, no control characters. */
export const hostileHeader: fc.Arbitrary<string> = hostileText.map((text) =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
    .trim(),
);

/** Text with bytes among it that are no UTF-8. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      hostileText.map((text) => Buffer.from(text)),
      fc.constantFrom(
        Buffer.from([0xff]),
        Buffer.from([0xc0, 0x80]),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from([0xf0, 0x9f]),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => Buffer.concat(parts));

const MEGABYTE = 1024 * 1024;

/** Tricks worth a name, each of which the generators may miss. */
export const CORPUS: readonly string[] = [
  ...COMMANDS.flatMap((name) => [
    `::${name}::${MARKER}`,
    `  ::${name} name=${MARKER}::${MARKER}`,
    `ok\n::${name}::${MARKER}`,
    `ok\r::${name}::${MARKER}`,
    `ok\r\n::${name}::${MARKER}`,
    `:\u00ad:${name}::${MARKER}`,
    `::${name}:\u00ad:${MARKER}`,
    `::${name}:\0:${MARKER}`,
    `text ##[${name}]${MARKER}`,
    `text #\u200b#\u00ad[${name}]${MARKER}`,
    `::${name.toUpperCase()}::${MARKER}`,
  ]),
  `::set-output name=result::${MARKER}`,
  `::save-state name=${MARKER}::x`,
  `\u0085::error::${MARKER}`,
  `\u2028::error::${MARKER}`,
  `\u2029##[error]${MARKER}`,
  `\v::error::${MARKER}\f::error::${MARKER}`,
  `\ufeff::error::${MARKER}`,
  `%0A::error::${MARKER}`,
  `::stop-commands::${MARKER}\n::error::${MARKER}\n::${MARKER}::\n::error::${MARKER}`,
  `${'x'.repeat(MEGABYTE)}\n::error::${MARKER}`,
  `::error::${MARKER}${'y'.repeat(MEGABYTE)}`,
  `${'::'.repeat(1000)}error::${MARKER}`,
  `${'\u00ad'.repeat(5000)}::error::${MARKER}`,
  `${' '.repeat(5000)}::error::${MARKER}`,
  `::error file=a,line=1,title=${MARKER}::${MARKER}`,
];
