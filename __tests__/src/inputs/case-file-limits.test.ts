/** What a case file may have at most, and files that want to do harm: all end, with a problem. */
import { describe, expect, test } from 'vitest';
import { inputIn, readCases } from './case-file-read';

const CASE = '- name: n\n';
const MIB = 1024 * 1024;

test('a size of 10 MiB is allowed', async () => {
  const file = Buffer.alloc(10 * MIB, ' ');
  file.write(`${CASE}  event: "`);
  file.write('"', file.length - 1);

  const { cases, problems } = await readCases(file);

  expect(problems).toEqual([]);
  expect(cases[0]?.inputs.get('event')?.text.length).toBeGreaterThan(9 * MIB);
});

describe('number of cases', () => {
  const fileOf = (count: number) =>
    Array.from({ length: count }, (_, index) => `- name: case ${index}\n`).join('');

  test('of 1000 is allowed', async () => {
    const { cases, problems } = await readCases(fileOf(1000));

    expect(problems).toEqual([]);
    expect(cases).toHaveLength(1000);
    expect(cases.at(-1)).toMatchObject({ name: 'case 999', position: { line: 1000, column: 3 } });
  });

  test('of 1001 is not', async () => {
    const { cases, problems } = await readCases(fileOf(1001));

    expect(problems).toEqual([
      '1001:3 the file must have at most 1000 cases, but has 1001; split it',
    ]);
    expect(cases).toHaveLength(1000);
  });
});

describe('levels of an event', () => {
  const nested = (levels: number) => ({
    list: '['.repeat(levels) + ']'.repeat(levels),
    object: `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`,
  });
  const forms: Record<string, (levels: number) => string> = {
    '[': (levels) => nested(levels).list,
    '{': (levels) => `${'{ a: '.repeat(levels)}0${'}'.repeat(levels)}`,
    '-': (levels) => `\n    ${'- '.repeat(levels - 1)}[]`,
    'a:': (levels) =>
      `\n${Array.from({ length: levels }, (_, level) => `${' '.repeat(level + 4)}a:\n`).join('')}${' '.repeat(levels + 4)}0`,
  };

  test.each(Object.entries(forms))('%s', async (form, eventOf) => {
    const kind = form === '[' || form === '-' ? 'list' : 'object';
    expect(await inputIn(`${CASE}  event: ${eventOf(200)}`, 'event')).toBe(nested(200)[kind]);

    const { problems } = await readCases(`${CASE}  event: ${eventOf(201)}`);
    expect(problems).toEqual([
      expect.stringMatching(/^\d+:\d+ the file is nested more than 202 levels deep$/),
    ]);
  });

  test.each([
    ['list', '[', ']', '2:162'],
    ['object', '{"a":', '}', '2:758'],
  ] as const)('with those of an alias: %s', async (kind, opening, closing, place) => {
    const file = (levels: number) =>
      `- name: &a n\n  event: &e ${nested(150)[kind]}\n- name: m\n  event: ${opening.repeat(levels)}*e${closing.repeat(levels)}`;

    const { cases, problems } = await readCases(file(50));
    expect(problems).toEqual([]);
    expect(cases[1]?.inputs.get('event')?.text).toBe(nested(200)[kind]);
    expect((await readCases(file(51))).problems).toEqual([
      `${place} \`event\` is nested more than 200 levels deep; make it flatter`,
    ]);
  });
});

describe('aliases', () => {
  const repeated = (times: number) =>
    `${CASE}  event: &e "${'x'.repeat(99_998)}"\n${Array.from({ length: times }, (_, index) => `- { name: ${index}s, event: *e }\n`).join('')}`;

  test('may repeat much', async () => {
    const { cases, problems } = await readCases(repeated(103));

    expect(problems).toEqual([]);
    expect(new Set(cases.map(({ inputs }) => inputs.get('event')?.text)).size).toBe(1);
  });

  test('must not make the file longer than 10 MiB', async () => {
    const { cases, problems } = await readCases(repeated(104));

    expect(cases).toEqual([]);
    expect(problems).toEqual([
      '106:24 with its aliases expanded up to `*e`, the file has more than 10485760 characters; use fewer aliases',
    ]);
  });

  test.each([
    ['lists', (name: string) => `[${`*${name}, `.repeat(9)}*${name}]`],
    ['keys of objects', (name: string) => `{ a: *${name}, b: *${name}, c: *${name} }`],
  ])('of aliases (a billion laughs) of %s', async (_, of) => {
    const lines = Array.from(
      { length: 60 },
      (_, level) => `    k${level + 1}: &a${level + 1} ${of(`a${level}`)}\n`,
    );
    const { cases, problems } = await readCases(
      `${CASE}  event:\n    k0: &a0 [ha, ha]\n${lines.join('')}`,
    );

    expect(cases).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('with its aliases expanded up to')]);
  });

  test('repeat no problem', async () => {
    const { problems } = await readCases(
      `- name: a\n  event: &e [007]\n  expect: &x [5]\n- name: b\n  event: [*e, *e]\n  expect: *x\n`,
    );

    expect(problems.map((problem) => problem.slice(0, 4))).toEqual(['2:14', '3:15']);
  });
});

describe('bytes', () => {
  test.each<[string, Uint8Array | string, string | undefined]>([
    ['a character of GBK', Buffer.from([...Buffer.from(`${CASE}# ä`), 0xc4, 0xe3]), '2:4'],
    ['a character that is cut', Buffer.from('- name: 你').subarray(0, -1), '1:9'],
    ['half a surrogate pair', Buffer.from([0x2d, 0x20, 0xed, 0xa0, 0x80]), '1:3'],
    ['UTF-16', Buffer.from(`\ufeff${CASE}`, 'utf16le'), '1:1'],
  ])('that are not UTF-8: %s', async (_, file, place) => {
    const { cases, problems } = await readCases(file);

    expect(cases).toEqual([]);
    expect(problems).toEqual([
      `${place} the file must be UTF-8, but what begins here is not; save it as UTF-8`,
    ]);
  });

  test.each([
    ['\0', '2:4', '0000'],
    ['\x02', '2:4', '0002'],
    ['\x1f', '2:4', '001F'],
    ['\v', '2:4', '000B'],
    ['\r', '2:4', '000D'],
    ['\x18', '2:4', '0018'],
  ])('of the control character %j', async (character, place, code) => {
    const { cases, problems } = await readCases(`${CASE}# x${character}y`);

    expect(cases).toEqual([]);
    expect(problems).toEqual([
      `${place} the file must not have the control character U+${code}; remove it, or write it as an escape in double quotes`,
    ]);
  });

  test('of other languages, and characters that only look like control', async () => {
    expect(await inputIn(`${CASE}  event: "ä你😀\t\x7f\x85\u2028\ufeff\ufffd"`, 'event')).toBe(
      'ä你😀\t\x7f\x85\u2028\ufeff\ufffd',
    );
  });

  test('of an event that is half a surrogate pair', async () => {
    const { problems } = await readCases(`${CASE}  event: "a\\ud83d"`);

    expect(problems).toEqual([
      '2:10 `event` has half a surrogate pair, which cannot be sent as UTF-8; write the whole character',
    ]);
  });
});

test('problems in the order of the file, one more than are told', async () => {
  const { problems } = await readCases(
    `- name: a\n  event: [${'007,'.repeat(60)}]\n  x: 1\n- name: a\n  event: [${'007,'.repeat(60)}]\n`,
  );

  expect(problems).toHaveLength(101);
  expect(problems[60]).toMatch(/^3:3 /);
  expect(problems[61]).toMatch(/^4:9 /);
});

test('a message is one line of bounded length', async () => {
  const { problems } = await readCases(
    `[{"name": "n", "${'k'.repeat(100_000)}": 1,\n"a\\nb": 2, "timeout": [],\n"event-file": "/${'f'.repeat(100_000)}"}]`,
  );

  expect(problems).toHaveLength(4);
  for (const problem of problems) {
    expect(problem).not.toContain('\n');
    expect(problem.length).toBeLessThan(420);
  }
});

/** Each would take quadratic time, all memory or the whole stack if it were read as it is. */
describe('a hostile file ends with a problem:', () => {
  const K = 1024;
  const files: Record<string, string> = {
    '30,000 lists in each other': '['.repeat(30_000),
    '30,000 lists in each other, closed': '['.repeat(30_000) + ']'.repeat(30_000),
    '30,000 lists on one line': `${'- '.repeat(30_000)}x\n- y`,
    '30,000 objects': '{a: '.repeat(30_000),
    '30,000 keys': '? '.repeat(30_000),
    '30,000 values': ': '.repeat(30_000),
    '30,000 keys on one line': 'a: '.repeat(30_000),
    'closing brackets': ']'.repeat(30_000),
    'commas in a list': `[${','.repeat(30_000)}]`,
    'wrong escapes': `"${'\\q'.repeat(30_000)}"`,
    'anchors of one value': '&a '.repeat(30_000),
    'tags of one value': '!a '.repeat(30_000),
    'tagged values': '- !a x\n'.repeat(30_000),
    documents: '---\n'.repeat(30_000),
    'ends of documents': '...\n'.repeat(30_000),
    directives: '%A\n'.repeat(30_000),
    quotes: '""'.repeat(30_000),
    'open quotes': '"\n'.repeat(30_001),
    'reserved characters': '@\n'.repeat(30_000),
    'headers of strings': '|\n'.repeat(30_000),
    'a string of 1 MiB that is not closed': `"${'x'.repeat(K * K)}`,
    'a key of 1 MiB': `- ${'x'.repeat(K * K)}: 1`,
    'a quoted key of 1 MiB': `- {"${'x'.repeat(K * K)}": 1}`,
    'a name of 1 MiB': `- name: ${'x'.repeat(K * K)}`,
    'an absolute path of 1 MiB': `${CASE}  event-file: /${'x'.repeat(K * K)}`,
    'a reason that is no word of 1 MiB': `${CASE}  blocking: ${'x'.repeat(K * K)}`,
    'a number of 1 MiB': `${CASE}  event: 0${'7'.repeat(K * K)}`,
    'almost a number of 1 MiB': `${CASE}  blocking: 0${'7'.repeat(K * K)}x`,
    '20,000 keys that are not known': `- ${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n  ')}`,
    '20,000 keys twice': `${CASE}  event: {${Array.from({ length: 20_000 }, (_, i) => `k${i % 10_000}: 1`).join(', ')}}`,
    '20,000 aliases of nothing': `${CASE}  event: [${'*a, '.repeat(20_000)}]`,
    tabs: `- a:\n${'\t\n'.repeat(30_000)}\tb: c`,
    spaces: `${CASE}${' \n'.repeat(30_000)}x`,
    comments: `${CASE}${'  #\n'.repeat(30_000)}x`,
  };

  test.each(Object.entries(files))('%s', async (_, file) => {
    const { cases, problems } = await readCases(file);

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
    expect(cases.length).toBeLessThanOrEqual(1000);
  });
});
