import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyString } from '../../support/strings';
import { parseRunnerOutput } from '../commands';

/** The commands taken from one output, as `name(data)`. */
function taken(output: Uint8Array | string): string[] {
  return parseRunnerOutput(output).commands.map(({ name, data }) => `${name}(${data})`);
}

function logText(output: Uint8Array | string): string[] {
  return parseRunnerOutput(output).log.map(({ text }) => text);
}

describe('lines', () => {
  test('end at LF, CR and CRLF', () => {
    expect(taken('a\n::debug::1\r::debug::2\r\n::debug::3')).toEqual([
      'debug(1)',
      'debug(2)',
      'debug(3)',
    ]);
    expect(logText('a\n\nb\r\nc')).toEqual(['a', '', 'b', 'c']);
  });

  test('do not end at other separators', () => {
    for (const separator of ['\0', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
      expect(taken(`a${separator}::debug::x`)).toEqual([]);
    }
  });

  test('are UTF-8: invalid bytes are replaced, a leading byte order mark is dropped', () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFF::debug::'), Buffer.from([0xff, 0x61])]);
    expect(taken(bytes)).toEqual(['debug(\uFFFDa)']);
  });
});

describe('::command::', () => {
  test.each([
    ['after white space', ' \t\u00A0\u0085\u3000::debug::x', ['debug(x)']],
    ['not after a byte order mark inside the text', 'a\n\uFEFF::debug::x', []],
    ['not after text', 'a ::debug::x', []],
    ['in any case', '::DeBuG::x', ['debug(x)']],
    [
      'not by a dotless i or a long s',
      '::endgroup::\n::warnıng::x\n::ſet-output::x',
      ['endgroup()'],
    ],
    ['not when it is unregistered', '::unknown::x', []],
    ['not when only the runner may use it', '::internal-set-repo-path repoFullName=a::x', []],
    ['not without the second separator', '::debug x', []],
    ['not with white space before its name', ':: debug::x', []],
    ['not with a tab after its name', '::debug\ta=b::x', []],
    ['with data that holds the separator', '::debug::a::b', ['debug(a::b)']],
    ['with spaces kept in its data', '::debug:: x ', ['debug( x )']],
    ['with data unescaped once', '::debug::%250A%0D%0A%3A%2C%0a', ['debug(%0A\r\n%3A%2C%0a)']],
    [
      'with a character between the colons that the culture ignores',
      '::debug:\u00AD:x',
      ['debug(:x)'],
    ],
    ['with NUL between the colons', '::debug:\0:x', ['debug(:x)']],
  ])('is taken %s', (_, line, expected) => {
    expect(taken(line)).toEqual(expected);
  });

  test.each([
    ['file=a.js,line=3', { file: 'a.js', line: '3' }],
    ['  file=a.js  ', { file: 'a.js' }],
    ['File=a,FILE=b', { file: 'b' }],
    ['file=a, line=3', { file: 'a', ' line': '3' }],
    ['a=b=c', { a: 'b=c' }],
    ['=a==b', { a: 'b' }],
    ['a=,b,,c==', {}],
    ['a=%3A%2C%0A%253A', { a: ':,\n%3A' }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ])('has the properties of %j', (properties, expected) => {
    expect(parseRunnerOutput(`::debug ${properties}::x`).commands[0]?.properties).toEqual(expected);
  });
});

describe('##[command]', () => {
  test.each([
    ['anywhere in a line', 'text ##[debug]x', ['debug(x)']],
    ['in any case', '##[DEBUG]x', ['debug(x)']],
    ['only the first of a line', '##[foo] ##[debug]x', []],
    ['unless a combining mark hides the first', '##[\u0301 ##[debug]x', ['debug(x)']],
    ['not without its bracket', '##[debug x', []],
    ['after an unregistered ::command::', '::foo::##[debug]x', ['debug(x)']],
    ['not within a registered ::command::', '::debug::##[error]x', ['debug(##[error]x)']],
    ['with data unescaped once', '##[debug]%3B%5D%0D%0A%250A%3A', ['debug(;]\r\n%0A%3A)']],
  ])('is taken %s', (_, line, expected) => {
    expect(taken(line)).toEqual(expected);
  });

  test('parts properties by semicolons, and does not trim them', () => {
    const { commands } = parseRunnerOutput('##[error file=a,b%3B;line=3; col=4]x');
    expect(commands[0]?.properties).toEqual({ file: 'a,b;', line: '3', ' col': '4' });
  });
});

describe('stop-commands', () => {
  test('turns commands into output until its token comes', () => {
    const output = '::stop-commands::abc\n::debug::1\n##[debug]2\n::abc::\n::debug::3';
    expect(taken(output)).toEqual(['stop-commands(abc)', 'resume()', 'debug(3)']);
    expect(parseRunnerOutput(output).stillStopped).toBe(false);
  });

  test.each([
    ['::abc::', true],
    ['  ::ABC a=b::data', true],
    ['text ##[abc]', true],
    ['##[Abc x=y]data', true],
    ['::abc', false],
    ['abc', false],
    ['::abcd::', false],
    ['::debug::##[abc]', false],
  ])('is resumed by %j: %s', (line, resumed) => {
    expect(parseRunnerOutput(`::stop-commands::abc\n${line}`).stillStopped).toBe(!resumed);
  });

  test.each(['', 'debug', 'Set-Output', 'stop-commands', 'PAUSE-LOGGING'])(
    'refuses the token %j',
    (token) => {
      const { commands, annotations, stillStopped } = parseRunnerOutput(
        `::stop-commands::${token}`,
      );
      expect(commands[0]?.refused).toMatch(/^You cannot use a endToken/);
      expect(annotations).toMatchObject([{ level: 'error' }]);
      expect(stillStopped).toBe(false);
    },
  );

  test('never resumes for a token with a space', () => {
    expect(parseRunnerOutput('::stop-commands::a b\n::a b::').stillStopped).toBe(true);
  });

  test('forgets the token after use', () => {
    expect(taken('::stop-commands::abc\n::abc::\n::abc::')).toHaveLength(2);
  });

  test('masks a token of more than 6 characters in the log', () => {
    expect(logText('::stop-commands::abcdefg\n::abcdefg::')).toEqual([
      '::stop-commands::***',
      '::***::',
    ]);
    expect(logText('::stop-commands::abcdef')).toEqual(['::stop-commands::abcdef']);
  });

  const hostileText = fc
    .array(
      fc.oneof(
        fc.constantFrom('::', '##[', ']', '\n', '\r', ' ', '%0A', '\u00AD', '\0', ','),
        fc.constantFrom('\n::error::', '##[debug]', '\r ::set-output name=a::', '::resume::'),
        fc.constantFrom('error', 'stop-commands', 'set-output name=a', 'add-mask', 'resume'),
        anyString(),
      ),
    )
    .map((parts) => parts.join(''));

  test('no text without the token gives a command or ends the stop', () => {
    const token = '8d3ba2a5c1f04e6e';
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(!text.toLowerCase().includes(token));
        const output = `::stop-commands::${token}\n${text}\n::${token}::\n`;
        expect(taken(output)).toEqual([`stop-commands(${token})`, 'resume()']);
      }),
      { numRuns: 2_000 },
    );
  });

  test('without it the same texts give commands, so the property can fail', () => {
    const withCommand = fc.sample(hostileText, { numRuns: 2_000, seed: 1 }).filter((text) => {
      return taken(text).length > 0;
    });
    expect(withCommand.length).toBeGreaterThan(20);
  });
});

describe('the step as people see it', () => {
  test('groups hold the lines after their title, and do not nest', () => {
    const { groups, log } = parseRunnerOutput(
      'a\n::group::One\nb\n::group::Two\nc\n::endgroup::\nd\n::endgroup::',
    );
    expect(groups).toEqual([
      { title: 'One', lines: ['b'] },
      { title: 'Two', lines: ['c'] },
    ]);
    expect(log.find(({ text }) => text === 'c')?.group).toBe('Two');
    expect(log.find(({ text }) => text === 'd')?.group).toBeUndefined();
  });

  test('annotations carry their position and title', () => {
    const { annotations, log } = parseRunnerOutput(
      '::error file=a.js,line=3,col=5,title=No%2C it failed::it is%0Abroken\n::warning::w\n::notice::n',
    );
    expect(annotations).toEqual([
      {
        level: 'error',
        message: 'it is\nbroken',
        file: 'a.js',
        line: 3,
        column: 5,
        title: 'No, it failed',
      },
      { level: 'warning', message: 'w' },
      { level: 'notice', message: 'n' },
    ]);
    expect(log[0]?.text).toBe('##[error]it is\nbroken');
  });

  test.each([
    ['endLine=4', { line: 4, endLine: 4 }],
    ['col=3', {}],
    ['line=1,endLine=2,col=3', { line: 1, endLine: 2 }],
    ['line=2,endLine=1', {}],
    ['line=2,endColumn=4', { line: 2, column: 4, endColumn: 4 }],
    ['line=2,col=5,endColumn=4', { line: 2 }],
    ['line=two', {}],
  ])('the position %s becomes %j', (properties, position) => {
    const { annotations } = parseRunnerOutput(`::error ${properties}::x`);
    expect(annotations).toEqual([{ level: 'error', message: 'x', ...position }]);
  });

  test('the eleventh annotation of a level and text beyond 4,096 characters are dropped', () => {
    const output = `${'::warning::w\n'.repeat(11)}::error::${'e'.repeat(5_000)}`;
    const { annotations, log } = parseRunnerOutput(output);
    expect(annotations).toHaveLength(11);
    expect(annotations.at(-1)?.message).toHaveLength(4_096);
    expect(log).toHaveLength(12);
  });

  test('masks hide a value and its encodings in what follows', () => {
    const secret = 'top"secret';
    const encoded = Buffer.from(secret).toString('base64');
    const { masks, log } = parseRunnerOutput(
      `${secret}\n::add-mask::${secret}\n${secret}${secret} ${encoded} top\\"secret\n::error::${secret}!`,
    );
    expect(masks).toEqual([secret]);
    expect(log.map(({ text }) => text)).toEqual([secret, '*** *** ***', '##[error]***!']);
  });

  test('each line of a masked text is masked, an empty mask is a warning', () => {
    const output = '::add-mask::one%0A two \n::add-mask:: \none two three';
    expect(logText(output).at(-1)).toBe('*** *** three');
    expect(parseRunnerOutput(output).annotations).toMatchObject([{ level: 'warning' }]);
  });

  test.each(['::set-env name=a::b', '::add-path::/bin', '::set-output::x', '::echo::maybe'])(
    '%s is taken, refused and fails the step',
    (line) => {
      const { commands, annotations } = parseRunnerOutput(line);
      expect(commands).toMatchObject([{ line, refused: expect.any(String) }]);
      expect(annotations.map(({ level }) => level)).toEqual(['error', 'error']);
    },
  );

  test('set-output, save-state and matchers are visible as commands', () => {
    const output =
      '::set-output name=a::b\n::save-state name=a::b\n::add-matcher::x\n::remove-matcher owner=x::';
    expect(taken(output)).toEqual([
      'set-output(b)',
      'save-state(b)',
      'add-matcher(x)',
      'remove-matcher()',
    ]);
  });

  test('echo shows commands that have no output of their own', () => {
    expect(
      logText(
        '::echo::on\n::set-output name=a::b\n::debug::x\n::echo:: OFF \n::save-state name=a::b',
      ),
    ).toEqual(['::set-output name=a::b', '::echo:: OFF ']);
  });

  test('debug data is shown with debug logging only', () => {
    expect(logText('::debug::x')).toEqual([]);
    const { log } = parseRunnerOutput('::debug::a%0Ab', { stepDebug: true });
    expect(log.map(({ text }) => text)).toEqual(['##[debug]a', '##[debug]b']);
  });

  test('the markers of an action in the log are defused', () => {
    expect(logText('##[start-action x]')).toEqual(['##[\\start-action x]']);
  });
});
