import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergePatch } from '../../../src/event/merge-patch';
import type { JsonOf } from '../../../src/json';

type Json = JsonOf<number>;

const json = () => fc.jsonValue().map((value): Json => clone(value));

function clone(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

/** The same without object members that are null, at any depth outside of arrays. */
function withoutNulls(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

describe('RFC 7396, appendix A', () => {
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s patched with %s is %s', (target, patch, result) => {
    expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
  });
});

describe('any patch', () => {
  test('applied twice is the same as applied once', () => {
    fc.assert(
      fc.property(json(), json(), (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  test('to what has no members gives the patch without its nulls', () => {
    fc.assert(
      fc.property(json(), (patch) => {
        expect(mergePatch({}, patch)).toEqual(withoutNulls(patch));
      }),
    );
  });

  test('changes neither target nor patch', () => {
    fc.assert(
      fc.property(json(), json(), (target, patch) => {
        const before = JSON.stringify([target, patch]);
        mergePatch(target, patch);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });
});

describe('__proto__', () => {
  test('is a key like any other', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}');
    const merged = mergePatch(JSON.parse('{"a":1}'), patch);
    expect(JSON.stringify(merged)).toBe(
      '{"a":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}',
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Reflect.has({}, 'polluted')).toBe(false);
    expect(Reflect.has({}, 'x')).toBe(false);
  });

  test('of the patch is not merged with the inherited one', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"toString":null,"a":{}}}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":{}}}');
  });
});
