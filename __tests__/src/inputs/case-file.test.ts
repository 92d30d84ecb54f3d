/** The contract's section "Cases", as far as it is about the file. */
import { describe, expect, test } from 'vitest';
import { inputIn, readCases } from './case-file-read';

const CONTRACT = `\
- name: total of three            # required; one line of at most 200 characters, unique
  event: { sku: A-1, quantity: 3 }  # a string is sent exactly, anything else as JSON
  expect: |
    result.total == \`29.7\`
    durationMs < \`800\`
- name: rejects an empty order
  event-file: empty-order.json    # relative to the folder of the case file
  fail-on: none
  expect: errorType == 'UnhandledInvocationError'
- name: slow path
  event: { sku: B-2 }
  blocking: false                 # a failure is only a warning
- name: not yet
  skip: waiting for the new price list
`;

test('the example of the contract', async () => {
  const { cases, problems } = await readCases(CONTRACT);

  expect(problems).toEqual([]);
  expect(
    cases.map(({ inputs, ...others }) => ({
      ...others,
      inputs: Object.fromEntries([...inputs].map(([name, { text }]) => [name, text])),
    })),
  ).toEqual([
    {
      name: 'total of three',
      position: { line: 1, column: 3 },
      inputs: {
        event: '{"sku":"A-1","quantity":3}',
        expect: 'result.total == `29.7`\ndurationMs < `800`\n',
      },
      blocking: true,
      skip: false,
    },
    {
      name: 'rejects an empty order',
      position: { line: 6, column: 3 },
      inputs: {
        'event-file': 'empty-order.json',
        'fail-on': 'none',
        expect: "errorType == 'UnhandledInvocationError'",
      },
      blocking: true,
      skip: false,
    },
    {
      name: 'slow path',
      position: { line: 10, column: 3 },
      inputs: { event: '{"sku":"B-2"}' },
      blocking: false,
      skip: false,
    },
    {
      name: 'not yet',
      position: { line: 13, column: 3 },
      inputs: {},
      blocking: true,
      skip: 'waiting for the new price list',
    },
  ]);
});

describe('a file that says the same as YAML and as', () => {
  const yaml = '- name: a/b\n  event: { a: [1.10, "\\u0000"] }\n  expect:\n  - x\n  - y\n';
  const same = {
    'compact JSON': '[{"name":"a\\/b","event":{"a":[1.10,"\\u0000"]},"expect":["x","y"]}]',
    'JSON with tabs':
      '[\n\t{\n\t\t"name" : "a\\/b",\r\n\t\t"event":\t{\n\t\t\t"a": [1.10\t, "\\u0000"] },\n"expect": ["x",\n"y"]\n}\n\t]\n\t',
    'YAML with CR LF': yaml.replaceAll('\n', '\r\n'),
    'YAML with a byte order mark': `\ufeff${yaml}`,
    'YAML with a directive, comments and markers': `# c\n%YAML 1.2\n---\n${yaml}# c\n...\n`,
    'YAML with a directive of two spaces': `%YAML  1.2\n---\n${yaml}`,
    'YAML with anchors':
      '- &c\n  name: &n a/b\n  event: { a: &a [1.10, "\\0"] }\n  expect: &e [&x x, y]\n',
  };

  test.each(Object.entries(same))('%s', async (_, file) => {
    const [expected] = (await readCases(yaml)).cases;
    const { cases, problems } = await readCases(file);

    expect(problems).toEqual([]);
    expect(cases).toHaveLength(1);
    expect(cases[0]?.name).toBe(expected?.name);
    expect(cases[0]?.inputs.get('event')?.text).toBe('{"a":[1.10,"\\u0000"]}');
    expect(cases[0]?.inputs.get('expect')?.text).toBe('x\ny');
  });
});

describe('an event', () => {
  test.each([
    // A string is sent exactly.
    ["''", ''],
    ['text', 'text'],
    ['"null"', 'null'],
    ['"a\\nb"', 'a\nb'],
    ['|\n   a\n    b\n', 'a\n b\n'],
    ['>\n   a\n   b\n', 'a b\n'],
    ['"1.10"', '1.10'],
    // YAML 1.2 has fewer words than YAML 1.1.
    ['yes', 'yes'],
    ['12:30', '12:30'],
    ['2026-01-01', '2026-01-01'],
    ['1.2.3', '1.2.3'],
    // Anything else becomes JSON.
    ['', 'null'],
    ['null', 'null'],
    ['Null', 'null'],
    ['NULL', 'null'],
    ['~', 'null'],
    ['[true, True, TRUE, false, False, FALSE]', '[true,true,true,false,false,false]'],
    ['5', '5'],
    ['{}', '{}'],
    ['[]', '[]'],
    ['[[], {}, [a, "b", \'c\'], null, ]', '[[],{},["a","b","c"],null]'],
    ['{ a, b: , "c": }', '{"a":null,"b":null,"c":null}'],
    ['\n  - a\n  - b: 1\n    c: 2\n', '["a",{"b":1,"c":2}]'],
    ['\n   ? a\n   : b\n   ? c\n', '{"a":"b","c":null}'],
    ['[a: b, "c": d]', '[{"a":"b"},{"c":"d"}]'],
    // Digits and order are as written.
    ['1.10', '1.10'],
    ['[1234567890123456789, -0, 1e400, 1E+2, 0.0]', '[1234567890123456789,-0,1e400,1E+2,0.0]'],
    ['{ "10": a, "9": b }', '{"10":"a","9":"b"}'],
    ['{ __proto__: 1, constructor: 2 }', '{"__proto__":1,"constructor":2}'],
    ['{ "": 1, "<<": 2, "1": 3 }', '{"":1,"<<":2,"1":3}'],
    ['"\\ud83d\\ude00"', '😀'],
    ['["\\ud83d\\ude00", "\\ud83d", "\\t\\e"]', '["😀","\\ud83d","\\t\\u001b"]'],
    // Aliases stand for values, and for keys.
    ['[&a { x: 1 }, *a, &b k, { *b : *a }]', '[{"x":1},{"x":1},"k",{"k":{"x":1}}]'],
    ['[&a 1, *a, &a 2, *a]', '[1,1,2,2]'],
  ])('%j', async (event, text) => {
    expect(await inputIn(`- name: n\n  event: ${event}`, 'event')).toBe(text);
  });

  test.each([
    ...['12b', '1a', 'a1', '_1', '1.a', '..5', '._5', '-.', '+', '--1'],
    ...['1e', '1e+', 'e1', '1e1_0', '1e1.5', '0x', '0x1G', '0x_1', '10x1', '0o8', '0b2'],
    ...['-.nan', '.nano', 'a.nan', '.iNf', '.infinity'],
    ...['nUll', 'nullable', 'trUe', 'true-ish', 'unTrue'],
  ])('that is only almost a number, a boolean or null is a string: %s', async (event) => {
    expect(await inputIn(`- name: n\n  event: ${event}`, 'event')).toBe(event);
  });
});

describe('an input that is not the event is text as written', () => {
  test.each([
    ['timeout', '30.0', '30.0'],
    ['timeout', '0x1F', '0x1F'],
    ['timeout', '"30"', '30'],
    ['attempts', 'true', 'true'],
    ['attempt-interval', ' 007 ', '007'],
    ['fail-on', "'None'", 'None'],
    ['event-template', 'oss', 'oss'],
    ['event-file', 'a/b.json', 'a/b.json'],
    ['event-file', '..\\b.json', '..\\b.json'],
    ['event-file', 'a/b:c.json', 'a/b:c.json'],
    ['expect', "''", ''],
    ['expect', '"a\\tb"', 'a\tb'],
    ['expect', '[a, "b"]', 'a\nb'],
    ['expect', '\n  - |\n    a\n    b\n\n  - c', 'a\nb\nc'],
  ] as const)('%s: %j', async (key, written, text) => {
    expect(await inputIn(`- name: n\n  ${key}: ${written}`, key)).toBe(text);
  });
});

describe('a name', () => {
  const longest = `${'n'.repeat(198)}😀`;

  test.each([
    ['"  a  "', 'a'],
    ['|\n    a\n', 'a'],
    ['a\n   b', 'a b'],
    ["'5'", '5'],
    [longest, longest],
  ])('%j', async (written, name) => {
    const { cases, problems } = await readCases(`- name: ${written}`);

    expect(problems).toEqual([]);
    expect(cases[0]?.name).toBe(name);
  });
});

describe('`blocking` and `skip`', () => {
  test.each([
    ['blocking: true', { blocking: true, skip: false }],
    ['blocking: False', { blocking: false, skip: false }],
    ['skip: true', { blocking: true, skip: true }],
    ['skip: FALSE', { blocking: true, skip: false }],
    ['skip: " a reason "', { blocking: true, skip: 'a reason' }],
    ['skip: false alarm', { blocking: true, skip: 'false alarm' }],
    ['skip: disabled', { blocking: true, skip: 'disabled' }],
  ])('%s', async (line, expected) => {
    const { cases, problems } = await readCases(`- name: n\n  ${line}`);

    expect(problems).toEqual([]);
    expect(cases).toMatchObject([expected]);
  });
});

describe('a place in `expect` is found in the file', () => {
  const places = (text: string, name = 'x') =>
    text
      .split(/\r\n|[\r\n]/)
      .flatMap((line, index) =>
        line.includes(name) ? [{ line: index + 1, column: line.indexOf(name) + 1 }] : [],
      );

  /** `x` is what is looked for: where it is in the file, unless the place says otherwise. */
  test.each([
    ['one line', '- name: n\n  expect: a == x', undefined],
    ['one line in an alias', '- name: &e a == x\n- name: n\n  expect: *e', undefined],
    ['single quotes', "- name: n\n  expect:   'a == x'", undefined],
    ['double quotes', '- name: n\n  expect: "a == x"', undefined],
    ['JSON', '[{"name": "n", "expect": "a == x"}]', undefined],
    ['|', '- name: n\n  expect: |\n    a\n    b == x\n      c == x\n', undefined],
    ['|2 with more', '- name: n\n  expect: |2\n      a\n    b == x\n', undefined],
    ['|+ with empty lines', '- name: n\n  expect: |+ # c\n\n\n    a == x\n\n    x\n\n', undefined],
    ['| with CR LF', '- name: n\r\n  expect: |\r\n    a\r\n    b == x\r\n', undefined],
    [
      '| under a key that is indented',
      '-   name: n\n    expect: |-\n     a\n     b == x',
      undefined,
    ],
    [
      'a list',
      '- name: n\n  expect:\n  - a\n  - "b == x"\n  - |\n    c\n    d == x\n\n  - e == x',
      undefined,
    ],
    ['a list of escapes', '- name: n\n  expect: ["a\\nb\\r\\nc\\rd", e == x]', undefined],
    ['escapes', '- name: n\n  expect: "\\u0061 == x"', { line: 2, column: 11 }],
    ['folded', '- name: n\n  expect: >\n    a\n    b == x\n', { line: 2, column: 11 }],
    ['two lines', '- name: n\n  expect: a\n    == x\n', { line: 2, column: 11 }],
    ['a quote in quotes', "- name: n\n  expect: 'a == ''b'' x'", { line: 2, column: 11 }],
  ])('%s', async (_, file, only) => {
    const { cases, problems } = await readCases(file);
    const text = cases.at(-1)?.inputs.get('expect');

    expect(problems).toEqual([]);
    const found = places(text?.text ?? '').map((place) => text?.positionOf(place));
    expect(found.length).toBeGreaterThan(0);
    const expected = places(file.replaceAll('expect', '------'));
    expect(found).toEqual(only === undefined ? expected : [only]);
  });

  test('of a text without lines it is the start of the value', async () => {
    const { cases } = await readCases('- name: n\n  expect: |+\n\n\n');
    const text = cases[0]?.inputs.get('expect');

    expect(text?.positionOf({ line: 2, column: 1 })).toEqual({ line: 2, column: 11 });
  });

  test('without a place it is the start of the value', async () => {
    const { cases } = await readCases(
      '- name: n\n  expect:\n    - a\n  event: |\n    x\n- name: m\n  expect: |\n    a\n  event: [1]',
    );
    const starts = cases.map(({ inputs }) => [...inputs.values()].map((text) => text.positionOf()));

    expect(starts).toEqual([
      [
        { line: 3, column: 5 },
        { line: 4, column: 10 },
      ],
      [
        { line: 7, column: 11 },
        { line: 9, column: 10 },
      ],
    ]);
    const event = cases[1]?.inputs.get('event');
    expect(event?.positionOf({ line: 1, column: 2 })).toEqual({ line: 9, column: 10 });
    const list = cases[0]?.inputs.get('expect');
    expect(list?.positionOf({ line: 9, column: 1 })).toEqual({ line: 3, column: 5 });
  });
});
