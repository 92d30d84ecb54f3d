import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/gate/comparison';
import { parseIgnoredPaths } from '../../../src/gate/ignored-paths';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { resultOf } from '../../support/results';
import { compared, comparison, returned } from './compared';

const BIG = '12345678901234567890';

describe('equal are', () => {
  test.each([
    ['names in any order', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['white space and a byte order mark', '{"a": [1, 2]}', '\ufeff{"a":[1,2]}\n'],
    ['numbers by value', '[1,100,0.5,-0]', '[1.0,1e2,5e-1,0]'],
    ['large integers by value', `[${BIG},1e20]`, `[${BIG}.0,100000000000000000000]`],
    ['escapes of strings', '"a\\u0062"', '"ab"'],
    ['the last of a repeated name', '{"a":1,"a":2}', '{"a":2}'],
    ['texts', 'plain', 'plain'],
    ['nothing', '', ''],
    [
      'names that objects have',
      '{"__proto__":{"a":1},"constructor":2}',
      '{"constructor":2,"__proto__":{"a":1}}',
    ],
  ])('%s', async (_, candidate, baseline) => {
    const none = { count: 0, differences: [], noise: [] };
    expect(await compared(candidate, baseline)).toEqual(none);
    expect(await compared(candidate, baseline, { again: candidate })).toEqual(none);
  });

  test('bytes that are not text', async () => {
    const bytes = returned(Buffer.of(0xff, 1));
    expect(await compared(bytes, returned(Buffer.of(0xff, 1)))).toMatchObject({ count: 0 });
  });
});

describe('one place is', () => {
  test.each([
    ['a number', '{"a":1}', '{"a":2}', 'a: 1 ≠ 2'],
    [
      'the last digit of a large integer',
      `[${BIG}]`,
      '[12345678901234567891]',
      `[0]: ${BIG} ≠ 12345678901234567891`,
    ],
    ['a double', '[0.1]', '[0.2]', '[0]: 0.1 ≠ 0.2'],
    ['a string', '{"a b":{"c":"x\\n"}}', '{"a b":{"c":"x"}}', "\"a b\".c: 'x\\n' ≠ 'x'"],
    ['a boolean', '[[true]]', '[[false]]', '[0][0]: true ≠ false'],
    ['null', '{"a":null}', '{"a":false}', 'a: null ≠ false'],
    ['another type', '{"a":"1"}', '{"a":1}', "a: '1' ≠ 1"],
    [
      'a list for an object, however large',
      '{"a":[1,2]}',
      '{"a":{"b":1,"c":{"d":2}}}',
      'a: [1,2] ≠ {"b":1,"c":{"d":2}}',
    ],
    ['a list for null', '{"a":[1,2]}', '{"a":null}', 'a: [1,2] ≠ null'],
    ['an object for null', '{"a":null}', '{"a":{"b":1}}', 'a: null ≠ {"b":1}'],
    [
      'a value that the candidate lacks, however large',
      '{}',
      '{"a":{"b":[1,2]}}',
      'a: no value ≠ {"b":[1,2]}',
    ],
    ['a value that the baseline lacks', '{"a":{"b":[1,2]}}', '{}', 'a: {"b":[1,2]} ≠ no value'],
    ['null that the candidate lacks', '{}', '{"a":null}', 'a: no value ≠ null'],
    ['null that the baseline lacks', '{"a":null}', '{}', 'a: null ≠ no value'],
    ['an item that the candidate lacks', '[1]', '[1,[2]]', '[1]: no value ≠ [2]'],
    ['an item that the baseline lacks', '[1,null]', '[1]', '[1]: null ≠ no value'],
    ['the name __proto__', '{"__proto__":1}', '{}', '__proto__: 1 ≠ no value'],
    ['a name that objects have', '{"toString":1}', '{}', 'toString: 1 ≠ no value'],
    ['a result of another type', '[]', '{}', 'result: [] ≠ {}'],
    ['a result', '1', '2', 'result: 1 ≠ 2'],
    ['a string and the text that it is', '"a"', 'a', "result: 'a' ≠ 'a'"],
    ['a text', 'a\n', 'a', "result: 'a\\n' ≠ 'a'"],
    [
      'JSON beyond a limit, which is text',
      `[1e1000]`,
      `[1e1000 ]`,
      "result: '[1e1000]' ≠ '[1e1000 ]'",
    ],
    ['nothing and something', '', '{}', "result: '' ≠ {}"],
  ])('%s', async (_, candidate, baseline, place) => {
    expect(await compared(candidate, baseline)).toEqual({
      count: 1,
      differences: [place],
      noise: [],
    });
  });

  test('bytes, whose size and digest are shown', async () => {
    const [a, b] = [Buffer.of(0xff, 1), Buffer.of(0xff, 2)];
    const hash = (bytes: Buffer) => `2 bytes, SHA-256 ${resultOf(bytes).sha256}`;
    expect(await compared(returned(a), returned(b))).toMatchObject({
      count: 1,
      differences: [`result: ${hash(a)} ≠ ${hash(b)}`],
    });
  });

  test('a result that is too large to be read', async () => {
    const large = (digest: string) =>
      returned('', {
        result: {
          bytes: 64 * 1024 * 1024 + 1,
          text: () => {
            throw new Error('It was read.');
          },
          digest: async () => digest,
        },
      });
    expect(await compared(large('a'), large('a'))).toMatchObject({ count: 0 });
    expect(await compared(large('a'), large('b'))).toMatchObject({
      differences: ['result: 64 MiB, SHA-256 a ≠ 64 MiB, SHA-256 b'],
    });
  });
});

describe('many places', () => {
  test('are told in the order of their paths', async () => {
    const candidate = '{"b":[{"y":1,"x":1},2,3],"a":1,"B":1,"c":0}';
    const baseline = '{"c":0,"a":2,"b":[{"x":2,"y":2,"z":2},2]}';
    const { count, differences } = await compared(candidate, baseline);
    expect(differences.map((place) => place.split(':')[0])).toEqual([
      'B',
      'a',
      'b[0].x',
      'b[0].y',
      'b[0].z',
      'b[2]',
    ]);
    expect(count).toBe(6);
  });

  test('are all counted, but only the first thousand kept', async () => {
    const list = (value: number) => JSON.stringify(Array.from({ length: 5000 }, () => value));
    const { count, differences, noise } = await compared(list(1), list(2));
    expect([count, differences.length, differences.at(-1)]).toEqual([5000, 1000, '[999]: 1 ≠ 2']);
    expect(noise).toEqual([]);
    const ended = await comparison(list(1), list(1), list(2));
    expect(ended).toMatchObject({ differences: { count: 0 }, noise: { count: 5000 } });
  });
});

describe('error type and status code are one place each', () => {
  const http = (statusCode: number, body = '{"a":1}') =>
    returned(body, {
      statusCode,
      failure: { kind: 'http', type: 'HttpError', summary: 'It failed', detail: undefined },
    });
  const failed = (type: string, body: string, statusCode = 200) =>
    returned(body, {
      statusCode,
      failure: { kind: 'function', type, summary: 'It failed', detail: undefined },
    });
  const BODY = '{"errorType":"E","errorMessage":"m","stackTrace":["a"]}';

  test.each([
    ['a status', returned('1', { statusCode: 201 }), '1', ['statusCode: 201 ≠ 200']],
    [
      'an unknown status',
      returned('1', { statusCode: undefined }),
      '1',
      ['statusCode: null ≠ 200'],
    ],
    ['an error', http(500), '{"a":1}', ["errorType: 'HttpError' ≠ null", 'statusCode: 500 ≠ 200']],
    [
      'no error',
      '{"a":2}',
      http(404),
      ["errorType: null ≠ 'HttpError'", 'statusCode: 200 ≠ 404', 'a: 2 ≠ 1'],
    ],
    ['HTTP errors, as results', http(500), http(500, '{"a":2}'), ['a: 1 ≠ 2']],
    [
      'HTTP errors, with all of their bodies',
      http(500, BODY),
      http(500, '{"errorType":"E","errorMessage":"m"}'),
      ['stackTrace: ["a"] ≠ no value'],
    ],
    ['a function error and none', failed('X', BODY), BODY, ["errorType: 'X' ≠ null"]],
    [
      'function errors of other types',
      failed('X', BODY),
      failed('Y', BODY),
      ["errorType: 'X' ≠ 'Y'"],
    ],
    [
      'function errors with other messages',
      failed('X', BODY),
      failed('X', '{"errorType":"F","errorMessage":"n"}'),
      ["errorMessage: 'm' ≠ 'n'", "errorType: 'E' ≠ 'F'"],
    ],
    [
      'function errors, of which one has no message',
      failed('X', BODY),
      failed('X', '{"errorType":"E"}'),
      ["errorMessage: 'm' ≠ no value"],
    ],
    [
      'function errors that are not JSON objects',
      failed('X', 'a'),
      failed('X', 'b'),
      ["result: 'a' ≠ 'b'"],
    ],
    ['function errors that are lists', failed('X', '[1]'), failed('X', '[2]'), ['[0]: 1 ≠ 2']],
    [
      'function errors, of which one is not an object',
      failed('X', BODY, 500),
      failed('X', 'b'),
      ['statusCode: 500 ≠ 200', `result: ${BODY} ≠ 'b'`],
    ],
  ])('%s', async (_, candidate, baseline, differences) => {
    const count = differences.length;
    expect(await compared(candidate, baseline)).toEqual({ count, differences, noise: [] });
  });

  test.each([
    [
      'type and message of both bodies',
      BODY,
      '{"stackTrace":["b"],"errorMessage":"m","errorType":"E","x":1}',
    ],
    ['neither', '{"a":1}', '{"b":2}'],
  ])('function errors are equal by error type and %s', async (_, candidate, baseline) => {
    const found = await compared(failed('X', candidate, 200), failed('X', baseline, 502));
    expect(found).toEqual({ count: 0, differences: [], noise: [] });
  });

  test('their values do not come out of the result', async () => {
    const found = await compare(http(500), returned('{"a":2,"errorType":1}'), undefined, []);
    const places = found.kind === 'compared' ? found.differences.first : [];
    expect(places.map(({ path, mayShowResult }) => [path, mayShowResult])).toEqual([
      ['errorType', false],
      ['statusCode', false],
      ['a', true],
      ['errorType', true],
    ]);
  });

  test('that the baseline has once only make it noise as a whole', async () => {
    const noisy = (what: string) => ({ kind: 'noisy-as-a-whole', what });
    expect(await comparison('1', '1', failed('X', '1'))).toEqual(noisy('errorType'));
    expect(await comparison('1', http(404), http(405))).toEqual(noisy('statusCode'));
    expect(await comparison('1', failed('X', BODY), failed('Y', BODY))).toEqual(noisy('errorType'));
    // Not compared, so not noise.
    const errors = [
      failed('X', BODY, 200),
      failed('X', BODY, 500),
      failed('X', BODY, 502),
    ] as const;
    expect(await comparison(...errors)).toMatchObject({ differences: { count: 0 } });
  });
});

describe('`compare-ignore` covers places with all below', () => {
  const CANDIDATE =
    '{"time":1,"items":[{"id":1,"n":{"x":1}},{"id":2}],"prices":{"a":1,"b":2},"a b":1}';
  const BASELINE =
    '{"time":{"s":2},"items":[{"id":3,"n":{"x":2}},{"id":4},5],"prices":{"a":3},"a b":2}';
  const ALL = [
    '"a b"',
    'items[0].id',
    'items[0].n.x',
    'items[1].id',
    'items[2]',
    'prices.a',
    'prices.b',
    'time',
  ];

  test.each([
    ['', []],
    ['time', ['time']],
    ['time\n"a b"', ['"a b"', 'time']],
    ['items', ['items[0].id', 'items[0].n.x', 'items[1].id', 'items[2]']],
    ['items[*].id', ['items[0].id', 'items[1].id']],
    ['items[0]', ['items[0].id', 'items[0].n.x']],
    ['items[0].n', ['items[0].n.x']],
    ['items[2]', ['items[2]']],
    ['items[*]', ['items[0].id', 'items[0].n.x', 'items[1].id', 'items[2]']],
    ['items[*].*.x', ['items[0].n.x']],
    ['items.*', []],
    ['items."0"', []],
    ['prices.*', ['prices.a', 'prices.b']],
    ['prices.b', ['prices.b']],
    ['prices[*]', []],
    ['*', ALL],
    ['*.a', ['prices.a']],
    ['time.s', []],
    ['tim', []],
    ['id', []],
    ['items[*].id\nitems[1]\n*[2]', ['items[0].id', 'items[1].id', 'items[2]']],
  ])('%j', async (ignore, covered) => {
    const rest = ALL.filter((path) => !covered.includes(path));
    const { differences, count } = await compared(CANDIDATE, BASELINE, { ignore });
    expect(differences.map((place) => place.split(':')[0])).toEqual(rest);
    expect(count).toBe(rest.length);
  });

  test('so every path that is told, taken over, covers its place', async () => {
    expect(await compared(CANDIDATE, BASELINE, { ignore: ALL.join('\n') })).toMatchObject({
      count: 0,
    });
  });

  test('before noise is looked for', async () => {
    const found = await compared('{"a":1,"b":1}', '{"a":2,"b":2}', {
      again: '{"a":3,"b":3}',
      ignore: 'a',
    });
    expect(found).toEqual({ count: 0, differences: [], noise: ['b'] });
  });

  test('but never the result as a whole', async () => {
    expect(await compared('[1]', '{"a":1}', { ignore: '*\n[*]\nresult' })).toMatchObject({
      count: 1,
    });
  });

  test('of a function error, too', async () => {
    const failure = { kind: 'function', type: 'X', summary: 'It failed', detail: '' } as const;
    const failed = (message: string) =>
      returned(JSON.stringify({ errorMessage: message }), { failure });
    const ignore = 'errorMessage';
    expect(await compared(failed('a'), failed('b'), { ignore })).toMatchObject({ count: 0 });
  });

  test('and what leads nowhere is a warning', async () => {
    const failure = { kind: 'function', type: 'X', summary: 'It failed', detail: '' } as const;
    const warningsOf = async (
      ignore: string,
      candidate: string,
      baseline: string,
      again?: string,
    ) => {
      const sides = [candidate, baseline, again ?? baseline].map((body) =>
        returned(body, { failure }),
      );
      const [ours = returned(''), first = returned(''), second] = sides;
      const found = await compare(ours, first, second, parseIgnoredPaths(ignore));
      return found.kind === 'compared' ? found.warnings : [];
    };
    const nowhere = ['Nothing in either result matches `x` of `compare-ignore`.'];
    expect(await warningsOf('x', '{"a":1}', '{}')).toEqual(nowhere);
    expect(await warningsOf('x', 'text', 'text')).toEqual(nowhere);
    expect(await warningsOf('a\nb\nc', '{"a":1}', '{"b":1}', '{"c":1}')).toEqual([]);
    expect(await warningsOf('stackTrace', '{"stackTrace":1}', '{}')).toEqual([]);
    expect(await warningsOf('result.a', '{"a":1}', '{}')).toEqual([
      'Paths of `compare-ignore` begin inside the result, so leave out the leading `result` of `result.a`.',
    ]);
  });
});

describe('noise, where the baseline differs from itself', () => {
  test.each([
    // candidate, baseline, the same once more, what counts, noise
    ['is listed, but not counted', '{"a":3,"b":1}', '{"a":1,"b":1}', '{"a":2,"b":1}', [], ['a']],
    ['also if the candidate agrees with it', '{"a":1}', '{"a":1}', '{"a":2}', [], ['a']],
    [
      'does not hide what is beside it',
      '{"a":3,"b":2}',
      '{"a":1,"b":1}',
      '{"a":2,"b":1}',
      ['b'],
      ['a'],
    ],
    ['has all below it', '{"a":{"x":9,"y":8}}', '{"a":{"x":1}}', '{}', [], ['a']],
    ['does not hide what is above it', '{"a":[]}', '{"a":{"x":1}}', '{"a":{"x":2}}', ['a'], []],
    ['counts if the candidate has no value', '{}', '{"a":1}', '{"a":2}', ['a'], []],
    ['counts if the candidate has another type', '{"a":"3"}', '{"a":1}', '{"a":2}', ['a'], []],
    ['counts if the candidate has null', '{"a":null}', '{"a":1}', '{"a":2}', ['a'], []],
    ['may be to have no value', '{}', '{"a":1}', '{}', [], ['a']],
    ['may be to have no value at first', '{"a":3}', '{}', '{"a":1}', [], ['a']],
    ['counts if it has a type that was never shown', '{"a":"3"}', '{}', '{"a":1}', ['a'], []],
    ['may be another type', '{"a":"x"}', '{"a":1}', '{"a":"y"}', [], ['a']],
    ['may be one type or the other', '{"a":2}', '{"a":1}', '{"a":"y"}', [], ['a']],
    ['counts if it is a third type', '{"a":true}', '{"a":1}', '{"a":"y"}', ['a'], []],
    ['may be the number of items', '[1,2,3]', '[1]', '[1,2]', ['[2]'], ['[1]']],
    ['may be fewer items', '[1]', '[1,2,3]', '[1,2]', ['[1]'], ['[2]']],
    ['is of numbers whatever their size', `[${BIG}]`, '[1.5]', '[2]', [], ['[0]']],
    ['may be all names of an object', '{"c":1}', '{"a":1}', '{"b":1}', ['c'], ['a', 'b']],
  ])('%s', async (_, candidate, baseline, again, counted, noise) => {
    const found = await compared(candidate, baseline, { again });
    const paths = found.differences.map((place) => place.split(':')[0]);
    expect([paths, found.noise]).toEqual([counted, noise]);
    expect(found.count).toBe(counted.length);
  });

  test.each([
    ['a text', 'a', 'b', 'c'],
    ['a text that became JSON', 'a', 'b', '{}'],
    ['a number', '1', '2', '3'],
    ['a type', '1', '{}', '[]'],
  ])('is all there is to a result that is %s', async (_, candidate, baseline, again) => {
    const noisy = { kind: 'noisy-as-a-whole', what: 'result' };
    expect(await comparison(candidate, baseline, again)).toEqual(noisy);
  });

  test.each([
    ['{"a":1}', '{"a":2}', '{"a":3}'],
    ['[3]', '[1]', '[2]'],
  ])('may be all that a JSON result holds: %s', async (candidate, baseline, again) => {
    expect(await comparison(candidate, baseline, again)).toMatchObject({
      kind: 'compared',
      differences: { count: 0 },
      noise: { count: 1 },
    });
  });

  test('of bytes is all there is to them', async () => {
    const [a, b] = [returned(Buffer.of(0xff, 1)), returned(Buffer.of(0xff, 2))];
    expect(await comparison(a, a, b)).toEqual({ kind: 'noisy-as-a-whole', what: 'result' });
    expect(await comparison(b, a, a)).toMatchObject({ differences: { count: 1 } });
  });

  test('does not hide one field of 2,000 next to 20 that are noise', async () => {
    const fields = (run: string, price: number) => {
      const names = Array.from({ length: 2000 }, (_, index) => `field${index}`);
      const entries = names.map((name, index) => [name, index % 100 === 0 ? run : index]);
      return JSON.stringify({ data: { ...Object.fromEntries(entries), field1234: price } });
    };
    const found = await compared(fields('c', 1), fields('b1', 2), { again: fields('b2', 2) });
    expect(found.differences).toEqual(['data.field1234: 1 ≠ 2']);
    expect(found.noise).toHaveLength(20);
    const same = await compared(fields('c', 2), fields('b1', 2), { again: fields('b2', 2) });
    expect([same.count, same.noise.length]).toEqual([0, 20]);
  });
});

describe('there is nothing to compare', () => {
  const lost = { bytes: 1, text: () => undefined, digest: async () => undefined };
  const unreadable = (whose: string) => ({ kind: 'unreadable', whose });

  test.each([
    ['no result', undefined],
    ['a result whose file is lost', lost],
  ])('with %s', async (_, result) => {
    const bad = returned('', { result });
    expect(await comparison(bad, '1', '1')).toEqual(unreadable('candidate'));
    expect(await comparison('1', bad, '1')).toEqual(unreadable('baseline'));
    expect(await comparison('1', '1', bad)).toEqual(unreadable('baseline'));
    expect(await compare(returned('1'), bad, undefined, [])).toEqual(unreadable('baseline'));
  });
});

describe('values are shown', () => {
  const LONG = 'x'.repeat(101);

  test.each([
    ['cut', `["${'y'.repeat(1000)}"]`, '[1]', `'${'y'.repeat(199)}…' ≠ 1`],
    [
      'from where they differ, if that is late',
      `["${LONG}abc"]`,
      `["${LONG}abd"]`,
      `'…${'x'.repeat(18)}abc' ≠ '…${'x'.repeat(18)}abd'`,
    ],
    [
      'from there also if one ends there',
      `["${LONG}"]`,
      `["${LONG}y"]`,
      `'…${'x'.repeat(20)}' ≠ '…${'x'.repeat(20)}y'`,
    ],
    [
      'from their start, if that is soon enough',
      `["${LONG.slice(1)}"]`,
      `["${LONG.slice(1)}y"]`,
      `'${LONG.slice(1)}' ≠ '${LONG.slice(1)}y'`,
    ],
  ])('%s', async (_, candidate, baseline, shown) => {
    expect((await compared(candidate, baseline)).differences).toEqual([`[0]: ${shown}`]);
  });

  test('in the same way if the result is text', async () => {
    const { differences } = await compared(`${LONG}\na`, `${LONG}\nb`);
    expect(differences).toEqual([`result: '…${'x'.repeat(19)}\\na' ≠ '…${'x'.repeat(19)}\\nb'`]);
  });

  test('from shortly before their end, if only one of two is JSON', async () => {
    const { differences } = await compared(`"${LONG}"`, LONG);
    expect(differences).toEqual([`result: '…${'x'.repeat(20)}' ≠ '…${'x'.repeat(20)}'`]);
  });

  test('without secrets, also where they are cut', async () => {
    addSecret('swordfish-1234567890');
    const text = (end: string) =>
      `["${LONG}swordfish-1234567890${end}","swordfish-1234567890${end}"]`;
    const { differences } = await compared(text('a'), text('b'));
    const late = await compared(
      `["${LONG}swordfish-1234567890-abc"]`,
      `["${LONG}swordfish-1234567890-abd"]`,
    );
    forgetSecrets();
    expect(differences).toEqual(["[0]: '…***a' ≠ '…***b'", "[1]: '***a' ≠ '***b'"]);
    expect(late.differences).toEqual(["[0]: '…***-abc' ≠ '…***-abd'"]);
  });
});
