/** Differences of random values, as a differ finds them that knows nothing of this one. */
import fc from 'fast-check';
import microdiff from 'microdiff';
import { describe, expect, test } from 'vitest';
import { type ComparedInvocation, compare } from '../../../src/gate/comparison';
import { describeDifferences } from '../../../src/gate/differences';
import { pathText } from '../../../src/gate/result-path';
import { isJsonObject, type Json, jsonText } from '../../../src/json';
import { compared, returned } from './compared';

/** Few names, so that values have some in common, and those that objects have anyway. */
const name = fc.constantFrom('a', 'b', 'c', 'a b', '0', '__proto__', 'toString');
const scalar = fc.constantFrom<Json>(
  ...[null, true, false, 0, 1, 2, 0.5, 1e-7, '', '1', 'a'],
  ...[12345678901234567890n, 12345678901234567891n, -12345678901234567890n],
);

type Path = readonly (string | number)[];

/** A value of a few levels. */
function json(depth: number): fc.Arbitrary<Json> {
  if (depth === 0) return scalar;
  const part = json(depth - 1);
  const list = fc.array(part, { maxLength: 4 });
  const object = fc.uniqueArray(fc.tuple(name, part), { maxLength: 5, selector: ([key]) => key });
  return fc.oneof(scalar, list, object.map(objectOf));
}

/** Without a prototype, so that a differ that does not care sees no names but those of the value. */
function objectOf(entries: readonly (readonly [string, Json])[]): { [name: string]: Json } {
  const object: { [name: string]: Json } = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

const anyValue = json(3);

/** The value with changes in some places: other parts, more and fewer. */
function variantOf(value: Json): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 7, arbitrary: variantInside(value) },
    { weight: 1, arbitrary: json(1) },
  );
}

function variantInside(value: Json): fc.Arbitrary<Json> {
  if (Array.isArray(value)) {
    const items = fc.tuple(...value.map(variantOf));
    const end = fc.constantFrom<Json[] | undefined>([], [], [], [1, []], undefined);
    return fc.tuple(items, end).map(([all, more]) => (more ? [...all, ...more] : all.slice(1)));
  }
  if (!isJsonObject(value)) return fc.constant(value);
  const entries = Object.entries(value).map(([key, part]) =>
    fc.option(
      variantOf(part).map((other) => [key, other] as const),
      { freq: 8, nil: undefined },
    ),
  );
  const more = fc.option(fc.tuple(fc.constantFrom('d', 'e'), anyValue), { nil: undefined });
  return fc
    .tuple(...entries, more)
    .map((all) => objectOf(all.filter((entry) => entry !== undefined)));
}

/** With names in another order. */
function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, reordered(part)] as const);
  return objectOf(entries.reverse());
}

/** The places that differ, by microdiff; the root is a place, too. */
function differencesOf(a: Json, b: Json): Path[] {
  return microdiff({ root: a }, { root: b }).map(({ path }) => path.slice(1));
}

const textOf = (path: Path) => pathText(path) || 'result';
const pathsOf = (places: readonly string[]) => places.map((place) => place.split(': ')[0]).sort();

describe('of 500 random pairs', () => {
  const pair = anyValue.chain((value) => fc.tuple(fc.constant(value), variantOf(value)));
  const pairs = fc.sample(pair, { seed: 20261127, numRuns: 500 });

  test('differences are those that another differ finds', async () => {
    let all = 0;
    let equal = 0;
    for (const [baseline, candidate] of pairs) {
      const found = await compared(jsonText(candidate), jsonText(baseline));
      const expected = differencesOf(baseline, candidate).map(textOf).sort();
      expect(pathsOf(found.differences)).toEqual(expected);
      expect(found.count).toBe(expected.length);
      all += expected.length;
      equal += expected.length === 0 ? 1 : 0;
    }
    // Neither nothing nor everything is different.
    expect(all).toBeGreaterThan(500);
    expect(equal).toBeGreaterThan(50);
    expect(equal).toBeLessThan(400);
  });

  test('there are none if only names are in another order', async () => {
    for (const [value] of pairs) {
      const none = { count: 0, differences: [], noise: [] };
      expect(await compared(jsonText(reordered(value)), jsonText(value))).toEqual(none);
    }
  });
});

test('of 500 random triples, noise is what differs between two results of the baseline', async () => {
  const root = fc.array(anyValue, { minLength: 1, maxLength: 5 });
  const triple = root.chain((value) =>
    fc.tuple(variantInside(value), fc.constant(value), variantInside(value)),
  );
  let noisy = 0;
  let standsOut = 0;
  for (const [candidate, baseline, again] of fc.sample(triple, { seed: 16, numRuns: 500 })) {
    const different = differencesOf(baseline, candidate);
    const isBelow = (path: Path, others: readonly Path[], least: number) =>
      others.some(
        (other) =>
          path.length - other.length >= least && other.every((key, index) => key === path[index]),
      );
    const unstable = differencesOf(baseline, again);
    const seen = unstable.filter((path) => !isBelow(path, different, 1));
    const isShown = (path: Path) =>
      [baseline, again].some((value) => typeAt(value, path) === typeAt(candidate, path));
    const counted = [
      ...different.filter((path) => !isBelow(path, unstable, 0)),
      ...seen.filter((path) => !isShown(path)),
    ];

    const found = await compared(jsonText(candidate), jsonText(baseline), {
      again: jsonText(again),
    });
    expect(pathsOf(found.differences)).toEqual(counted.map(textOf).sort());
    expect([...found.noise].sort()).toEqual(seen.filter(isShown).map(textOf).sort());
    noisy += found.noise.length;
    standsOut += counted.length - different.filter((path) => !isBelow(path, unstable, 0)).length;
  }
  expect(noisy).toBeGreaterThan(500);
  expect(standsOut).toBeGreaterThan(20);
});

/** The JSON type at a place, if there is a value. */
function typeAt(value: Json, path: Path): string {
  let part: unknown = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null) return 'none';
    part = Object.getOwnPropertyDescriptor(part, key)?.value;
  }
  if (part === undefined) return 'none';
  if (part === null || Array.isArray(part)) return part === null ? 'null' : 'array';
  return typeof part === 'bigint' ? 'number' : typeof part;
}

describe('the first ten places are told in a line each', () => {
  const linesOf = async (
    candidate: ComparedInvocation,
    baseline: ComparedInvocation,
    showResult: boolean,
  ) => {
    const found = await compare(candidate, baseline, undefined, []);
    return found.kind === 'compared' ? describeDifferences(found.differences, showResult) : [];
  };
  const list = (count: number, value: number) =>
    returned(jsonText(Array.from({ length: count }, () => value)));

  test.each([
    [0, []],
    [1, []],
    [10, []],
    [11, ['… and 1 more']],
    [1200, ['… and 1190 more']],
  ])('of %i', async (count, more) => {
    const told = Array.from(
      { length: Math.min(count, 10) },
      (_, index) => `\`[${index}]\` is 1, in the baseline 2`,
    );
    expect(await linesOf(list(count, 1), list(count, 2), true)).toEqual([...told, ...more]);
  });

  test('without values that may come out of the result, if that is not to be shown', async () => {
    const candidate = returned('{"a":1}', { statusCode: 500 });
    expect(await linesOf(candidate, returned('{"b":2}'), false)).toEqual([
      '`statusCode` is 500, in the baseline 200',
      '`a` differs',
      '`b` differs',
    ]);
  });
});

describe('values may be', () => {
  test('as deep as they are read', async () => {
    const nested = (value: number) => `${'[{"a":'.repeat(500)}${value}${'}]'.repeat(500)}`;
    const { count, differences } = await compared(nested(1), nested(2));
    expect(count).toBe(1);
    expect(differences[0]).toMatch(/^\[0\]\.a\[0\]\.a.*…: 1 ≠ 2$/);
    const ignore = `${'[*].a'.repeat(499)}[0].*`;
    expect(await compared(nested(1), nested(2), { ignore })).toMatchObject({ count: 0 });
  });

  test('large', async () => {
    const entries = (value: number) =>
      Array.from({ length: 50_000 }, (_, index) => `"n${index}":[${index},${value}]`);
    const object = (value: number) => `{${entries(value).join(',')}}`;
    const reversed = `{${entries(1).reverse().join(',')}}`;
    expect(await compared(object(1), reversed)).toMatchObject({ count: 0 });
    expect(await compared(object(1), object(2))).toMatchObject({ count: 50_000 });
    expect(await compared(object(1), object(2), { ignore: '*[1]' })).toMatchObject({ count: 0 });
  });
});
