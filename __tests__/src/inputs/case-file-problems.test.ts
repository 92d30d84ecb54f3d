/** What a case file must not have, each with its place and message. */
import { describe, expect, test } from 'vitest';
import { readCases } from './case-file-read';

const CASE = '- name: n\n';
const TAG =
  'is a YAML tag, which a case file cannot have; put a string that begins with `!` in quotes, and an expectation in quotes or below `expect: |`';
const NO_CASES = 'the file has no cases, and a step that tests nothing must not pass; add one';
const IN_QUOTES = 'put an expression in quotes, or below `expect: |`';
const KEYS =
  'its keys are name, event, event-file, event-template, expect, fail-on, timeout, attempts, attempt-interval, blocking, skip';

describe.each<[string, readonly (readonly [file: string, ...problems: string[]])[]]>([
  [
    'no list of cases',
    [
      ['', `1:1 ${NO_CASES}`],
      ['# only a comment\n', `1:1 ${NO_CASES}`],
      ['---\n', `1:4 ${NO_CASES}`],
      ['null', `1:1 ${NO_CASES}`],
      ['[]', `1:1 ${NO_CASES}`],
      ['\n\n []', `3:2 ${NO_CASES}`],
      [
        'cases:\n- name: n',
        '1:1 the file must be a list of cases, but is an object; begin each case with `- name: …`, at the start of the line',
      ],
      ['"x"', '1:1 the file must be a list of cases, but is "x"'],
      ['|\n!x', '1:1 the file must be a list of cases, but is "!x"'],
      ['- x', '1:3 a case must be an object with keys such as `name`, but is "x"'],
      ['- [x]', '1:3 a case must be an object with keys such as `name`, but is a list'],
      ['-\n', '1:2 a case must be an object with keys such as `name`, but is empty'],
    ],
  ],
  [
    'names',
    [
      ['- {}', '1:3 `name` is missing; every case needs one'],
      ['-\n   timeout: 5', '2:4 `name` is missing; every case needs one'],
      ['- name:', '1:3 `name` has no value; set one, or leave the key out'],
      ['- name: ""', '1:9 `name` must not be empty; say what the case shows'],
      ['- name: " \\n"', '1:9 `name` must not be empty; say what the case shows'],
      ['- name: 5', '1:9 `name` must be a string, but is the number 5; put it in quotes'],
      ['- name: True', '1:9 `name` must be a string, but is the boolean True; put it in quotes'],
      ['- name: [a]', '1:9 `name` must be a string, but is a list'],
      ['- name: { a: b }', '1:9 `name` must be a string, but is an object'],
      ['- name: "a\\nb"', '1:9 `name` must be a single line, but is "a b"'],
      ['- name: "a\\vb"', '1:9 `name` must be a single line, but is "a b"'],
      ['- name: "a\\rb"', '1:9 `name` must be a single line, but is "a b"'],
      ['- name: "a\\Lb"', '1:9 `name` must be a single line, but is "a b"'],
      [
        `- name: ${'n'.repeat(199)}😀`,
        '1:9 `name` must have at most 200 characters, but has 201; shorten it',
      ],
      [
        '- name: 5\n- name: 6',
        '1:9 `name` must be a string, but is the number 5; put it in quotes',
        '2:9 `name` must be a string, but is the number 6; put it in quotes',
      ],
      [
        '- name: a\n- name: b\n- name: " a"\n- name: b',
        '3:9 `name` must be unique, but "a" is also the name of the case in line 1',
        '4:9 `name` must be unique, but "b" is also the name of the case in line 2',
      ],
    ],
  ],
  [
    'keys',
    [
      [`${CASE}  expects: x`, '2:3 `expects` is not a key of a case; did you mean `expect`?'],
      [`${CASE}  expects:`, '2:3 `expects` is not a key of a case; did you mean `expect`?'],
      [`${CASE}  Event: x`, '2:3 `Event` is not a key of a case; did you mean `event`?'],
      [
        `${CASE}  qualifier: x`,
        '2:3 `qualifier` is not a key of a case; set it as an input of the step',
      ],
      [`${CASE}  constructor: x`, `2:3 \`constructor\` is not a key of a case; ${KEYS}`],
      [`${CASE}  "": x`, `2:3 \`\` is not a key of a case; ${KEYS}`],
      [`${CASE}  name: m`, '2:3 `name` is set twice, first in line 1'],
      ['- {"name": "n", "name": "m"}', '1:17 `name` is set twice, first in line 1'],
      [`${CASE}  event: { a: 1, b: 2, "a": 3 }`, '2:24 `a` is set twice, first in line 2'],
      [`${CASE}  1: x`, '2:3 a key must be a string, but is the number 1; put it in quotes'],
      [`${CASE}  : x`, '2:1 a key must be a string, but is empty or null; put it in quotes'],
      [
        `${CASE}  event: { true: x }`,
        '2:12 a key must be a string, but is the boolean true; put it in quotes',
      ],
      [
        `${CASE}  event:\n    ? [a]\n    : x`,
        '3:7 a key must be a string, but is a list; put it in quotes',
      ],
      [
        `${CASE}  event: { ? { a: b } : x }`,
        '2:14 a key must be a string, but is an object; put it in quotes',
      ],
      [
        `${CASE}  event: &e { a: 1 }\n- <<: *e\n  name: m`,
        '3:3 `<<` is a merge key, which YAML 1.2 does not have; write the keys out, or use an alias for the whole value',
      ],
      [
        `${CASE}  event: { <<: { a: 1 } }`,
        '2:12 `<<` is a merge key, which YAML 1.2 does not have; write the keys out, or use an alias for the whole value',
      ],
    ],
  ],
  [
    'values that are missing or of another kind',
    [
      ...[
        'event-file',
        'event-template',
        'expect',
        'fail-on',
        'timeout',
        'attempts',
        'attempt-interval',
        'blocking',
        'skip',
      ].flatMap((key) =>
        ['', '~', 'null'].map(
          (value) =>
            [
              `${CASE}  ${key}: ${value}`,
              `2:3 \`${key}\` has no value; set one, or leave the key out`,
            ] as const,
        ),
      ),
      [
        `${CASE}  timeout: ' '`,
        '2:12 `timeout` must not be empty; set a value, or leave the key out',
      ],
      [`${CASE}  attempts: [1]`, '2:13 `attempts` must be a single value, but is a list'],
      [`${CASE}  fail-on: { a: b }`, '2:12 `fail-on` must be a single value, but is an object'],
      [
        `${CASE}  event-file: ''`,
        '2:15 `event-file` must not be empty; set a value, or leave the key out',
      ],
    ],
  ],
  [
    'absolute paths',
    [
      '/a/b.json',
      ' /a/b.json',
      'C:\\b.json',
      'c:/b.json',
      'C:b.json',
      '\\b.json',
      '\\\\host\\share\\b.json',
    ].map(
      (path) =>
        [
          `${CASE}  event-file: '${path}'`,
          `2:15 \`event-file\` must be relative to the folder of the case file, but "${path.trim()}" is absolute`,
        ] as const,
    ),
  ],
  [
    'expectations',
    [
      [
        `${CASE}  expect: 5`,
        `2:11 \`expect\` must be a string or a list of strings, but is the number 5; ${IN_QUOTES}`,
      ],
      [
        `${CASE}  expect: true`,
        `2:11 \`expect\` must be a string or a list of strings, but is the boolean true; ${IN_QUOTES}`,
      ],
      [
        `${CASE}  expect: { a: b }`,
        `2:11 \`expect\` must be a string or a list of strings, but is an object; ${IN_QUOTES}`,
      ],
      [
        `${CASE}  expect: []`,
        '2:11 `expect` must not be an empty list; leave it out, or add an item',
      ],
      [
        `${CASE}  expect:\n  - a\n  -\n  - ''\n  - ' '\n  - 5\n  - false\n  - [a]\n  - a: b`,
        `4:4 an item of \`expect\` must not be empty; ${IN_QUOTES}`,
        `5:5 an item of \`expect\` must not be empty; ${IN_QUOTES}`,
        `6:5 an item of \`expect\` must not be empty; ${IN_QUOTES}`,
        `7:5 an item of \`expect\` must be a string, but is the number 5; ${IN_QUOTES}`,
        `8:5 an item of \`expect\` must be a string, but is the boolean false; ${IN_QUOTES}`,
        `9:5 an item of \`expect\` must be a string, but is a list; ${IN_QUOTES}`,
        `10:5 an item of \`expect\` must be a string, but is an object; ${IN_QUOTES}`,
      ],
    ],
  ],
  [
    'booleans',
    [
      ...[
        ['no', 'false'],
        ['Yes', 'true'],
        ['OFF', 'false'],
        ['on', 'true'],
        ['y', 'true'],
        ['N', 'false'],
        ['t', 'true'],
        ['f', 'false'],
        ['flase', 'false'],
        ['ture', 'true'],
      ].flatMap(([word, meant]) =>
        ['', "'"].flatMap(
          (quote) =>
            [
              [
                `${CASE}  skip: ${quote}${word}${quote}`,
                `2:9 \`skip\` must be true, false or a reason, but is "${word}"; did you mean \`${meant}\`?`,
              ],
              [
                `${CASE}  blocking: ${quote}${word}${quote}`,
                `2:13 \`blocking\` must be true or false, but is "${word}"; did you mean \`${meant}\`?`,
              ],
            ] as const,
        ),
      ),
      [
        `${CASE}  skip: 'True'`,
        '2:9 `skip` must be true, false or a reason, but is "True"; write `true` without quotes',
      ],
      [
        `${CASE}  skip: ' true '`,
        '2:9 `skip` must be true, false or a reason, but is "true"; write `true` without quotes',
      ],
      [
        `${CASE}  blocking: "false"`,
        '2:13 `blocking` must be true or false, but is "false"; write `false` without quotes',
      ],
      [
        `${CASE}  skip: "0"`,
        '2:9 `skip` must be true, false or a reason, but is "0"; did you mean `false`?',
      ],
      [
        `${CASE}  skip: 1`,
        '2:9 `skip` must be true, false or a reason, but is the number 1; did you mean `true`?',
      ],
      [`${CASE}  skip: 5`, '2:9 `skip` must be true, false or a reason, but is the number 5'],
      [`${CASE}  skip: [a]`, '2:9 `skip` must be true, false or a reason, but is a list'],
      [`${CASE}  skip: ' '`, '2:9 `skip` must not be empty; say why, or set it to true or false'],
      [
        `${CASE}  blocking: 0`,
        '2:13 `blocking` must be true or false, but is the number 0; did you mean `false`?',
      ],
      [`${CASE}  blocking: maybe`, '2:13 `blocking` must be true or false, but is "maybe"'],
      [`${CASE}  blocking: {}`, '2:13 `blocking` must be true or false, but is an object'],
    ],
  ],
  [
    'numbers that are not JSON',
    [
      ...[
        ['0x1F', '31'],
        ['0X1f_c0', '8128'],
        ['-0xe', '-14'],
        ['0o17', '15'],
        ['0O1_7', '15'],
        ['0b101', '5'],
        ['0B1_0', '2'],
        ['007', '7'],
        ['-00', '-0'],
        ['.5', '0.5'],
        ['.25', '0.25'],
        ['-.5e3', '-0.5e3'],
        ['+.5_0E-12', '0.50E-12'],
        ['+1', '1'],
        ['1.', '1'],
        ['1.e5', '1e5'],
        ['1.e-5', '1e-5'],
        [`0${'7'.repeat(29)}`, '7'.repeat(29)],
        ['1.e+5', '1e+5'],
        ['1_000.5', '1000.5'],
        ['1_0.2_5e3', '10.25e3'],
      ].map(
        ([number, meant]) =>
          [
            `${CASE}  event: [${number}]`,
            `2:11 \`event\` has the number "${number}", which is not written as in JSON; write \`${meant}\`, or put it in quotes if it is a string`,
          ] as const,
      ),
      ...['.inf', '+.Inf', '-.INF', '.nan', '.NaN', '.NAN'].map(
        (number) =>
          [
            `${CASE}  event: { a: ${number} }`,
            `2:15 \`event\` has the number "${number}", which is not written as in JSON; JSON has no such number; put it in quotes if it is a string`,
          ] as const,
      ),
      [
        `${CASE}  event: 0${'7'.repeat(30)}`,
        `2:10 \`event\` has the number "0${'7'.repeat(30)}", which is not written as in JSON; put it in quotes if it is a string`,
      ],
      [
        `- name: a\n  event: &e [007]\n- name: b\n  event: *e`,
        '2:14 `event` has the number "007", which is not written as in JSON; write `7`, or put it in quotes if it is a string',
      ],
    ],
  ],
  [
    'tags',
    [
      [`${CASE}  expect:\n  - !result.failed`, `3:5 \`!result.failed\` ${TAG}`],
      [`${CASE}  expect: !result.failed`, `2:11 \`!result.failed\` ${TAG}`],
      [
        `${CASE}  expect:\n  - !contains(logs, 'x')\n  timeout:`,
        `3:5 \`!contains(logs\` ${TAG}`,
        '4:3 `timeout` has no value; set one, or leave the key out',
      ],
      ['- name: !!str 5', `1:9 \`!!str\` ${TAG}`],
      [`${CASE}  blocking: !x true`, `2:13 \`!x\` ${TAG}`],
      [`${CASE}  skip: !x true`, `2:9 \`!x\` ${TAG}`],
      ['- !<tag:yaml.org,2002:map> { name: n }', `1:3 \`!<tag:yaml.org,2002:map>\` ${TAG}`],
      ['- !!map { name: 5 }', `1:3 \`!!map\` ${TAG}`],
      [`${CASE}  event: ! 5`, `2:10 \`!\` ${TAG}`],
      [`${CASE}  event: [!!seq []]`, `2:11 \`!!seq\` ${TAG}`],
      [`${CASE}  event: !e!x { !!str a: b }`, `2:10 \`!e!x\` ${TAG}`, `2:17 \`!!str\` ${TAG}`],
      [
        `${CASE}  event: !!binary aGk=\n  timeout: !!int 5`,
        `2:10 \`!!binary\` ${TAG}`,
        `3:12 \`!!int\` ${TAG}`,
      ],
      ['!x []', `1:1 \`!x\` ${TAG}`],
    ],
  ],
  [
    'several, in the order of the file and not of their kinds',
    [
      [
        `- timeout:\n  event: !x y`,
        '1:3 `timeout` has no value; set one, or leave the key out',
        '1:3 `name` is missing; every case needs one',
        `2:10 \`!x\` ${TAG}`,
      ],
      [
        '- { name: n, timeout: , event: !x y }',
        '1:14 `timeout` has no value; set one, or leave the key out',
        `1:32 \`!x\` ${TAG}`,
      ],
    ],
  ],
  [
    'aliases that lead nowhere',
    [
      [
        `${CASE}  event: *e`,
        '2:10 `*e` is an alias, but there is no `&e` before it; put a string that begins with `*` in quotes',
      ],
      [
        `${CASE}  event: &e { a: [*e] }`,
        '2:19 `*e` is inside the value that `&e` names, which would have no end; put a string that begins with `*` in quotes',
      ],
    ],
  ],
  [
    'documents and directives',
    [
      [
        `${CASE}---\n- name: m`,
        '2:1 the file must be a single YAML document, but another one begins here; remove the line `---`',
      ],
      [
        `---\n${CASE}...\n---\n`,
        '4:1 the file must be a single YAML document, but another one begins here; remove the line `---`',
      ],
      [
        `%YAML 1.1\n---\n${CASE}`,
        '1:1 `%YAML 1.1` is not allowed; the file is read as YAML 1.2 without directives',
      ],
      [
        `%YAML 1.23\n---\n${CASE}`,
        '1:1 `%YAML 1.23` is not allowed; the file is read as YAML 1.2 without directives',
      ],
      [
        `%TAG ! %YAML 1.2\n---\n${CASE}`,
        '1:1 `%TAG ! %YAML 1.2` is not allowed; the file is read as YAML 1.2 without directives',
      ],
      [
        `%TAG ! tag:x,2000:\n---\n${CASE}`,
        '1:1 `%TAG ! tag:x,2000:` is not allowed; the file is read as YAML 1.2 without directives',
      ],
    ],
  ],
  [
    'text that is not YAML',
    [
      [
        '- name: a: b',
        '1:9 the file is not valid YAML here: a list or another key begins in the line of a key; put a string with `: ` in it in quotes, or below `|`',
      ],
      [
        `${CASE}  expect: \`5\` == result`,
        '2:11 the file is not valid YAML here: plain value cannot start with reserved character `; put the string in quotes, or below `|`',
      ],
      // The library has a second problem in this place.
      [
        `${CASE}  @timeout`,
        '2:3 the file is not valid YAML here: plain value cannot start with reserved character @; put the string in quotes, or below `|`',
      ],
      [
        '- name: "a\\d"',
        '1:11 the file is not valid YAML here: invalid escape sequence \\d; double a backslash that is to be one, or use single quotes',
      ],
      [
        '- name: n\n  event:\n\t  a: b',
        '3:1 the file is not valid YAML here: a tab cannot indent a line; use spaces',
      ],
      [
        `${CASE}  timeout\n`,
        '2:3 the file is not valid YAML here: implicit map keys need to be followed by map values',
      ],
      [
        `${CASE}  "a\n  b": c\n`,
        '2:3 the file is not valid YAML here: implicit keys need to be on a single line; end the key with `:` in its line, and check the indentation',
      ],
      ['- name: "a', '1:11 the file is not valid YAML here: missing closing "quote'],
      [
        '- { name: n',
        '1:12 the file is not valid YAML here: flow map in block collection must be sufficiently indented and end with a }',
      ],
      ['[{"name": "n"}', '1:15 the file is not valid YAML here: flow sequence must end with a ]'],
      [
        '[{"name": "n"}]]',
        '1:16 the file is not valid YAML here: unexpected flow-seq-end token in YAML stream',
      ],
      [
        `${CASE}  expect: *`,
        '2:11 the file is not valid YAML here: alias cannot be an empty string; put a string that begins with `*` or `&` in quotes',
      ],
      // The library warns of this one.
      [
        '- &a: name: n',
        '1:5 the file is not valid YAML here: anchor ending in : is ambiguous; put a string that begins with `*` or `&` in quotes',
      ],
    ],
  ],
])('%s:', (_, rows) => {
  test.each(rows)('%j', async (file, ...expected) => {
    const { problems } = await readCases(file);

    expect(problems).toEqual(expected);
  });
});

describe('what is wrong is left out of the cases that are read:', () => {
  test.each([
    'event: [007]',
    'event: [!x y]',
    'event: "\\ud83d"',
    'event-file: /a.json',
    'expect: [a, 5]',
    'expect: !x y',
    'timeout: [5]',
    'expects: a',
  ])('%s', async (line) => {
    const { cases } = await readCases(`${CASE}  fail-on: none\n  ${line}`);

    expect(cases.map(({ inputs }) => [...inputs.keys()])).toEqual([['fail-on']]);
  });

  test.each(['', '!x []', 'name: n', '- n', '- !x y', '- ['])('%j', async (file) => {
    expect((await readCases(file)).cases).toEqual([]);
  });
});
