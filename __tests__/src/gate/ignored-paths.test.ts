/** The paths of `compare-ignore`: which there are, and where they lead. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  InvalidIgnoredPaths,
  parseIgnoredPaths,
  unmatchedWarnings,
} from '../../../src/gate/ignored-paths';
import { type PathStep, pathText } from '../../../src/gate/result-path';
import { readJson } from '../../../src/json-reader';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { anyString } from '../../support/strings';

const named = (name: string): PathStep => ({ kind: 'name', name });
const at = (index: number): PathStep => ({ kind: 'index', index });
const everyItem: PathStep = { kind: 'every-item' };
const everyMember: PathStep = { kind: 'every-member' };

function stepsOf(text: string): readonly (readonly PathStep[])[] {
  return parseIgnoredPaths(text).map(({ steps }) => steps);
}

describe('a path is', () => {
  test.each<[string, PathStep[]]>([
    ['requestTime', [named('requestTime')]],
    ['_a1.B', [named('_a1'), named('B')]],
    ['items[*].id', [named('items'), everyItem, named('id')]],
    ['items[0][12].id', [named('items'), at(0), at(12), named('id')]],
    ['[3]', [at(3)]],
    ['[*].*', [everyItem, everyMember]],
    ['*', [everyMember]],
    ['*.*[*]', [everyMember, everyMember, everyItem]],
    ['"a b".c', [named('a b'), named('c')]],
    ['a."b.c[0]"', [named('a'), named('b.c[0]')]],
    ['"a\\"\\u00e9\\\\".*', [named('a"é\\'), everyMember]],
    ['""', [named('')]],
    ['"*"', [named('*')]],
    ['"状态"', [named('状态')]],
    ['__proto__.constructor', [named('__proto__'), named('constructor')]],
  ])('%s', (text, steps) => {
    expect(stepsOf(text)).toEqual([steps]);
  });

  test('of one line; comments and empty lines are skipped', () => {
    const text = '# noise\n\n  requestTime  \r\n\t# more\n"#".a\n   \nitems[*]';
    expect(parseIgnoredPaths(text).map(({ text, line }) => [text, line])).toEqual([
      ['requestTime', 3],
      ['"#".a', 5],
      ['items[*]', 7],
    ]);
    expect(parseIgnoredPaths('# nothing\n')).toEqual([]);
  });
});

describe('an invalid path says what was expected', () => {
  const IN_BRACKETS =
    'expected an index from 0 in brackets, such as `[0]`, or `[*]` for every item, not ';
  const IN_QUOTES =
    'write a name with other characters than letters, digits and _ in double quotes: ';

  test.each([
    ['request-time', 1, `${IN_QUOTES}\`"request-time"\``],
    ['a.状态.b', 3, `${IN_QUOTES}\`"状态"\``],
    ['a b', 1, `${IN_QUOTES}\`"a b"\`, and one path a line`],
    ['a, b', 1, `${IN_QUOTES}\`"a, b"\`, and one path a line`],
    ["'a b'.c", 1, `${IN_QUOTES}\`"a b"\`, and one path a line`],
    ["'a'b", 1, `${IN_QUOTES}\`"'a'b"\``],
    ["b'a'", 1, `${IN_QUOTES}\`"b'a'"\``],
    ['a-1', 1, `${IN_QUOTES}\`"a-1"\``],
    ['a.1b', 3, `${IN_QUOTES}\`"1b"\``],
    ['a*', 1, `${IN_QUOTES}\`"a*"\``],
    ['a.**', 3, `${IN_QUOTES}\`"**"\``],
    ['- a', 1, `${IN_QUOTES}\`"- a"\`, and one path a line`],
    ['$.a', 1, 'leave out `$.`; a path begins with a field of the result'],
    ['items.0', 7, 'write an index in brackets: `[0]`'],
    ['items.12.id', 7, 'write an index in brackets: `[12]`'],
    ['.a', 1, 'expected a field name or `*` here, not `.a`'],
    ['a..b', 3, 'expected a field name or `*` here, not `.b`'],
    ['a.', 3, 'expected a field name or `*` here, but the path ends'],
    ['a.[0]', 3, 'expected a field name or `*` here, not `[0]`'],
    [']', 1, 'expected a field name or `*` here, not `]`'],
    ['a[-1]', 2, `${IN_BRACKETS}\`[-1]\``],
    ['a[]', 2, `${IN_BRACKETS}\`[]\``],
    ['a[0', 2, `${IN_BRACKETS}\`[0\``],
    ['a[', 2, `${IN_BRACKETS}\`[\``],
    ['a[0:1]', 2, `${IN_BRACKETS}\`[0:1]\``],
    ['a[1.5].b', 2, `${IN_BRACKETS}\`[1.5].b\``],
    ['a["b"]', 2, `${IN_BRACKETS}\`["b"]\``],
    ['a[?b]', 2, `${IN_BRACKETS}\`[?b]\``],
    ['a[1234567890123456]', 2, `${IN_BRACKETS}\`[1234567890123456]\``],
    ['a[0]b', 5, 'expected a dot or `[` here, not `b`'],
    ['a]', 2, 'expected a dot or `[` here, not `]`'],
    ['"a"b', 4, 'expected a dot or `[` here, not `b`'],
    ['a"b"', 2, 'expected a dot or `[` here, not `"b"`'],
    ['"a', 1, 'the " that begins a name has no end'],
    ['x."a\\"', 3, 'the " that begins a name has no end'],
    ['"a\\x"', 1, 'a name in double quotes must be a JSON string; check its \\'],
  ])('%s', (text, column, message) => {
    expect(() => parseIgnoredPaths(text)).toThrow(
      new InvalidIgnoredPaths([{ line: 1, column, message }]),
    );
  });

  test('with its line and column, and all of them together', () => {
    try {
      parseIgnoredPaths('ok\n  a-b\n# c-d\n\titems[x]');
      expect.unreachable();
    } catch (error) {
      const problems = error instanceof InvalidIgnoredPaths ? error.problems : [];
      expect(problems.map(({ line, column }) => [line, column])).toEqual([
        [2, 3],
        [4, 7],
      ]);
    }
  });
});

describe('a path that leads nowhere in any result is a warning', () => {
  const RESULT = readJson(
    '{"a":{"b":null,"c":{"d":1}},"list":[{"id":1},{"x":2}],"empty":[],"none":{},"__proto__":{"p":1}}',
  );

  test.each([
    'a',
    'a.b',
    'a.c.d',
    'a.*',
    'a.*.d',
    'list[0]',
    'list[0].id',
    'list[1].x',
    'list[*].x',
    '*.b',
    '*[*].id',
    '__proto__.p',
  ])('not %s', (text) => {
    expect(unmatchedWarnings(parseIgnoredPaths(text), [RESULT])).toEqual([]);
    expect(unmatchedWarnings(parseIgnoredPaths(text), [undefined, 1, RESULT])).toEqual([]);
  });

  test.each([
    'b',
    'a.b.c',
    'a.d',
    'a[0]',
    'a[*]',
    'list.*',
    'list."0"',
    'list[2]',
    'list[*].y',
    'list[0].x',
    'empty[0]',
    'empty[*]',
    'none.*',
    'constructor',
    'a.toString',
    'a.b.*',
    'a.c.d[*]',
    'result',
    'result.b',
    'results.a',
  ])('%s', (text) => {
    const warning = `Nothing in either result matches \`${text}\` of \`compare-ignore\`.`;
    const results = [RESULT, undefined, 'text', null];
    expect(unmatchedWarnings(parseIgnoredPaths(text), results)).toEqual([warning]);
  });

  test.each([
    [['result.a.b', '"result".list[0]'], RESULT],
    [['result[1]'], readJson('[1,2]')],
    [['result.*'], RESULT],
  ])('with advice if it leads somewhere without a leading `result`: %j', (paths, result) => {
    const all = paths.map((path) => `\`${path}\``).join(', ');
    expect(unmatchedWarnings(parseIgnoredPaths(paths.join('\n')), [null, result])).toEqual([
      `Paths of \`compare-ignore\` begin inside the result, so leave out the leading \`result\` of ${all}.`,
    ]);
  });

  test('unless the result has a field of that name', () => {
    const result = readJson('{"result":{"a":1},"b":1}');
    expect(unmatchedWarnings(parseIgnoredPaths('result.a\nresult'), [result])).toEqual([]);
  });

  test('which names five at most', () => {
    const paths = (count: number) =>
      parseIgnoredPaths(Array.from({ length: count }, (_, index) => `x${index}`).join('\n'));
    expect(unmatchedWarnings(paths(5), [1])).toEqual([
      'Nothing in either result matches `x0`, `x1`, `x2`, `x3`, `x4` of `compare-ignore`.',
    ]);
    expect(unmatchedWarnings(paths(7), [1])).toEqual([
      'Nothing in either result matches `x0`, `x1`, `x2`, `x3`, `x4` and 2 more of `compare-ignore`.',
    ]);
  });
});

describe('a path as people write it', () => {
  test.each<[(string | number)[], string]>([
    [['a'], 'a'],
    [['items', 3, 'a b'], 'items[3]."a b"'],
    [[0, 1, '_x'], '[0][1]._x'],
    [[''], '""'],
    [['*', '状态'], '"*"."状态"'],
    [['a\nb\u202e\u{e0041}'], '"a\\nb\\u202e\\udb40\\udc41"'],
    [['\ud800"\\'], '"\\ud800\\"\\\\"'],
  ])('%j', (path, text) => {
    expect(pathText(path)).toBe(text);
  });

  test('leads where it says, whatever the names are', () => {
    const name = fc.oneof(anyString({ maxLength: 8 }), fc.string({ maxLength: 8 }));
    const path = fc.array(fc.oneof(name, fc.nat({ max: 99 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(path, (keys) => {
        const steps = keys.map((key) => (typeof key === 'number' ? at(key) : named(key)));
        expect(stepsOf(pathText(keys))).toEqual([steps]);
      }),
    );
  });

  test('is cut, and then is no path any more', () => {
    for (const path of [['x'.repeat(1_000_000)], Array.from({ length: 1000 }, () => 'abc')]) {
      const text = pathText(path);
      expect(text).toHaveLength(500);
      expect(() => parseIgnoredPaths(text)).toThrow(InvalidIgnoredPaths);
    }
    expect(pathText(['x'.repeat(500)])).toBe('x'.repeat(500));
  });

  test('has no secret in it', () => {
    addSecret('swordfish-123');
    expect(pathText(['a', 'swordfish-123'])).toBe('a."***"');
    const cut = pathText([`${'x'.repeat(490)}swordfish-123`]);
    forgetSecrets();
    expect(cut).not.toContain('swordfish');
  });
});
