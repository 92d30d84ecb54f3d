/** Every case file that the contract refuses, through a whole step: what it says, and that nothing is sent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { readXml } from '../src/report/junit-sample';
import { expect, test } from './scenario';

const CASES = { cases: 'tests/cases.yml' } as const;

/** A problem as `error-message` tells it: line and column, and the beginning of the sentence. */
type Row = readonly [what: string, file: string | Buffer, place: string, problem: string];

const KEYS = (keys: string) => `- name: a\n  ${keys}\n`;

const FILES: readonly Row[] = [
  ['unknown keys', KEYS('expects: x'), '2:3', '`expects` is not a key of a case; did you mean'],
  ['inputs of the step', KEYS('region: x'), '2:3', '`region` is not a key of a case; set it as an'],
  ['a missing name', '- event: x', '1:3', '`name` is missing'],
  ['a duplicate name', '- name: a\n- name: a', '2:9', '`name` must be unique, but "a" is also the'],
  ['a name of two lines', '- name: "a\\nb"', '1:9', '`name` must be a single line'],
  ['a long name', `- name: ${'n'.repeat(201)}`, '1:9', '`name` must have at most 200 characters'],
  ['a key without a value', KEYS('timeout:'), '2:3', '`timeout` has no value'],
  ['an empty list', '[]', '1:1', 'the file has no cases'],
  ['no list', 'name: a', '1:1', 'the file must be a list of cases'],
  [
    'more than 1000 cases',
    Array.from({ length: 1001 }, (_, index) => `- name: n${index}`).join('\n'),
    '1001:3',
    'the file must have at most 1000 cases, but has 1001',
  ],
  [
    'more than 10 MiB',
    ' '.repeat(10 * 1024 * 1024 + 1),
    '1:1',
    'the file must have at most 10 MiB',
  ],
  ['YAML tags', KEYS('event: !!binary eA=='), '2:10', '`!!binary` is a YAML tag'],
  ['merge keys', KEYS('event: { <<: { a: 1 } }'), '2:12', '`<<` is a merge key'],
  ['duplicate keys', KEYS('event: { a: 1, a: 2 }'), '2:18', '`a` is set twice, first in line 2'],
  ['keys that are no strings', KEYS('event: { 1: x }'), '2:12', 'a key must be a string'],
  [
    'aliases that expand without bound',
    `- &a { name: a, event: [${'x'.repeat(1000)}] }\n${Array.from({ length: 9 }, (_, index) => {
      const last = index === 0 ? 'a' : `b${index - 1}`;
      return `- &b${index} [${Array.from({ length: 10 }, () => `*${last}`).join(', ')}]`;
    }).join('\n')}`,
    '',
    'expand',
  ],
  [
    'numbers of another form',
    KEYS('event: [0x1F]'),
    '2:11',
    '`event` has the number "0x1F", which is',
  ],
  [
    'an empty item of expect',
    KEYS("expect: [result.a, '']"),
    '2:22',
    'an item of `expect` must not',
  ],
  ['an item that is a number', KEYS('expect: [5]'), '2:12', 'an item of `expect` must be a string'],
  [
    'an item that is a tag',
    KEYS('expect: [!result.failed]'),
    '2:12',
    '`!result.failed` is a YAML tag',
  ],
  [
    'absolute paths',
    KEYS('event-file: /etc/hosts'),
    '2:15',
    '`event-file` must be relative to the',
  ],
  ['a word for a boolean', KEYS('skip: no'), '2:9', '`skip` must be true, false or a reason'],
  [
    'a path that leaves the workspace',
    KEYS('event-file: ../../x'),
    '2:15',
    '`event-file` must be a path',
  ],
  [
    'a file that is not there',
    KEYS('event-file: x'),
    '2:15',
    '`event-file` must name a file, but there',
  ],
  ['both events', KEYS('event: x\n  event-file: x'), '2:10', '`event` cannot be used with'],
  ['a value that is not allowed', KEYS('fail-on: never'), '2:12', '`fail-on` must be one of'],
  ['a number out of its range', KEYS('attempts: 101'), '2:13', '`attempts` must be a whole number'],
  [
    'an expectation that is wrong',
    KEYS('expect: reslt'),
    '2:11',
    '`expect` is wrong: `reslt` is not',
  ],
  ['no expectation', KEYS("expect: '# later'"), '2:11', '`expect` contains no expression'],
  [
    'no case that is left to run',
    KEYS('skip: true'),
    '1:1',
    'the file must have a case that can fail',
  ],
  ['what is no YAML', '- name: "a', '', 'tests/cases.yml:1:'],
  ['what is not UTF-8', Buffer.from('- name: \xff', 'latin1'), '1:9', 'the file must be UTF-8'],
];

describe('a case file is refused, and nothing is sent, for', () => {
  test.for(FILES)('%s', async ([, file, place, problem], { emulator, invoke }) => {
    const step = await invoke(
      { 'function-name': 'f', ...CASES },
      { workspaceFiles: { 'tests/cases.yml': file } },
    );
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ 'error-type': 'InvalidInput', attempts: '0', cases: '' });
    const message = step.outputs['error-message'];
    if (place === '') expect(message).toMatch(/tests\/cases\.yml:\d+:\d+: .*/);
    expect(message).toContain(place === '' ? problem : `tests/cases.yml:${place}: ${problem}`);
    expect(emulator.requests).toEqual([]);
    expect(step.annotations).toHaveLength(1);
  });
});

test('all that is wrong with the file and with other inputs is one annotation, and one error of the report', async ({
  emulator,
  invoke,
}) => {
  const step = await invoke(
    {
      'function-name': 'f',
      ...CASES,
      timeout: '0',
      'max-parallel': '51',
      'junit-report': 'out/report.xml',
    },
    { workspaceFiles: { 'tests/cases.yml': '- nam: a\n- { name: b, event-file: none }' } },
  );
  expect(step.annotations).toHaveLength(1);
  const [{ title, message = '' } = {}] = step.annotations;
  expect(title).toBe('fc-invoke');
  for (const problem of [
    '5 problems with the inputs',
    'tests/cases.yml:1:3: `nam` is not a key of a case; did you mean `name`?',
    'tests/cases.yml:1:3: `name` is missing',
    'tests/cases.yml:2:26: `event-file` must name a file',
    '`timeout` must be a whole number',
    '`max-parallel` must be a whole number',
  ]) {
    expect(message).toContain(problem);
  }
  expect(emulator.requests).toEqual([]);
  const report = readXml(readFileSync(join(step.workspace, 'out/report.xml'), 'utf8'));
  expect(report.attributes).toMatchObject({ tests: '1', errors: '1', failures: '0' });
  expect(report.elements[0]?.elements[0]?.attributes).toMatchObject({ name: 'fc-invoke' });
});
