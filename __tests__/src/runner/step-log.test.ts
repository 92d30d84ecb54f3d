import { afterEach, describe, expect, test } from 'vitest';
import { forgetSecrets } from '../../../src/redaction';
import { StepLog } from '../../../src/runner/step-log';
import { parseRunnerOutput } from '../../runner/commands';
import { captured } from '../../support/runner';

afterEach(forgetSecrets);

const SECRET = 'hunter2-hunter2';

/** What a log prints, and what the runner makes of it. */
function printed(write: (log: StepLog) => void, isDebug = false) {
  const text = captured(() => write(new StepLog(isDebug)));
  return { text, ...parseRunnerOutput(text, { stepDebug: isDebug }) };
}

describe('a line', () => {
  test.for([
    ['plain', 'plain'],
    ['two\nlines', 'two lines'],
    ['::error::x', ': :error::x'],
    ['\n ::error::x', ': :error::x'],
    [':error::x', ':error::x'],
    ['a ::error::x', 'a ::error::x'],
    ['a ##[error]b ##[group]c', 'a # #[error]b # #[group]c'],
    ['x'.repeat(4_000), 'x'.repeat(4_000)],
    ['x'.repeat(4_001), `${'x'.repeat(3_999)}…`],
  ] as const)('%j', ([text, line]) => {
    const step = printed((log) => log.line(text));

    expect(step.text).toBe(`${line}\n`);
    expect(step.commands).toEqual([]);
  });
});

describe('a group', () => {
  test('has a title of one line, and the text line by line', () => {
    const { text } = printed((log) => log.group(`Re\nsult${'x'.repeat(4_000)}`, 'one\r\ntwo'));

    expect(text.split('\n')).toEqual([
      `::group::Re sult${'x'.repeat(3_992)}…`,
      'one',
      'two',
      '::endgroup::',
      '',
    ]);
  });

  test('whose text holds a command stops commands by a token of its own, and resumes them', () => {
    const write = (log: StepLog) => log.group('Result', 'a\n::error::x');
    const tokens = [printed(write), printed(write)].map(({ text, stillStopped, annotations }) => {
      expect([stillStopped, annotations]).toEqual([false, []]);
      const [, token] = /^::stop-commands::(\S+)$/m.exec(text) ?? [];
      expect(text).toContain(`::stop-commands::${token}\na\n::error::x\n::${token}::\n`);
      return token;
    });

    expect(tokens[0]).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(tokens[1]).not.toBe(tokens[0]);
  });

  test('has no secret', () => {
    const { text } = printed((log) => {
      log.mask(SECRET);
      log.group('Result', `a ${SECRET}`);
    });

    expect(text.replace(`::add-mask::${SECRET}\n`, '')).toBe(
      '::group::Result\na ***\n::endgroup::\n',
    );
  });
});

describe('a block', () => {
  test('stands between blank lines, below its title, and is indented', () => {
    const { text } = printed((log) => log.block('Er\nror', 'one\r\n\n  two'));

    expect(text).toBe('\nEr ror\n  one\n\n    two\n\n');
  });

  test.for(['::error::x', 'a\n ::error::x', 'a ##[error]x'])('holds no command: %j', (command) => {
    const step = printed((log) => log.block('Error', command));

    expect([step.stillStopped, step.annotations]).toEqual([false, []]);
    expect(step.text).toMatch(/^\nError\n::stop-commands::(\S+)\n(?:.*\n)+::\1::\n\n$/);
  });

  test('has no secret, nothing that acts on a terminal, and the name of its case', () => {
    const { text } = printed((log) => {
      log.mask(SECRET);
      log.named('a').block('Error', `${SECRET}\u001b[2J`);
    });

    expect(text).toContain('\na: Error\n  ***\\u001b[2J\n\n');
  });
});

test('a gap is a blank line, also in the log of a case, and never two', () => {
  const { text } = printed((log) => {
    log.gap();
    log.named('a').gap();
    log.line('x');
    log.named('a').gap();
    log.line('x');
    log.gap();
    log.block('Error', 'y');
    log.gap();
    log.group('z', '');
    log.gap();
  });

  expect(text).toBe('\nx\n\nx\n\nError\n  y\n\n::group::z\n\n::endgroup::\n\n');
});

describe('a warning', () => {
  test('is an annotation, with a title once there is one', () => {
    const { annotations } = printed((log) => {
      log.warn('on\ne');
      log.warn('two', `hello ${'x'.repeat(250)}`);
    });

    expect(annotations).toEqual([
      { level: 'warning', message: 'on e' },
      { level: 'warning', message: 'two', title: `hello ${'x'.repeat(243)}…` },
    ]);
  });

  test('is given once; one too many for annotations is a line', () => {
    const step = printed((log) => {
      for (const each of ['1', '2', '1', '3', '4', '5', '5', '6', '1']) log.warn(each);
    });

    expect(step.annotations.map(({ message }) => message)).toEqual(['1', '2', '3', '4']);
    expect(step.log.map(({ text }) => text).slice(4)).toEqual(['⚠ 5', '⚠ 6']);
  });
});

describe('the conclusion', () => {
  const CONCLUSION = { title: 'hello (LATEST)', lines: ['first', 'sec\nond'], location: undefined };

  test.for([
    ['error', undefined, {}],
    ['warning', undefined, {}],
    ['error', { file: 'a.js', line: 3 }, { file: 'a.js', line: 3 }],
    ['error', { file: 'a.js', line: 3, column: 5 }, { file: 'a.js', line: 3, column: 5 }],
  ] as const)('is an annotation: %s at %j', ([level, location, place]) => {
    const step = printed((log) => log.conclude({ ...CONCLUSION, level, location }));

    expect(step.annotations).toEqual([
      { level, title: 'hello (LATEST)', message: 'first\nsec ond', ...place },
    ]);
  });

  test('has 4,000 code units at most, in each line and in all', () => {
    const lines = ['x'.repeat(4_001), 'second'];
    const { annotations } = printed((log) =>
      log.conclude({ ...CONCLUSION, level: 'error', lines }),
    );

    expect(annotations[0]?.message).toBe(`${'x'.repeat(3_999)}…`);
  });
});

describe('debug output', () => {
  test('is for who asked for it', () => {
    expect(printed((log) => log.debug('x')).text).toBe('');
    expect(printed((log) => log.debug('x\ny'), true).text).toBe('::debug::x%0Ay\n');
  });

  test('has no secret, and 64 KiB at most', () => {
    const { text } = printed((log) => {
      log.mask(SECRET);
      log.debug(`${SECRET}${'x'.repeat(100_000)}`);
    }, true);

    expect(text.split('\n')[1]).toBe(`::debug::***${'x'.repeat(64 * 1024 - SECRET.length)}`);
  });
});

test('a mask is told to the runner, and kept out of our own messages; an empty one is none', () => {
  const step = printed((log) => {
    log.mask('');
    log.mask(SECRET);
    log.line(`a ${SECRET}`);
  });

  expect(step.masks).toEqual([SECRET]);
  expect(step.text).toBe(`::add-mask::${SECRET}\na ***\n`);
});
