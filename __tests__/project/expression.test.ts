/** What expressions of workflows mean, as GitHub's reference has it. */

import { expect, test } from 'vitest';
import { parseExpression, shown } from '../../scripts/workflow/expression';
import { Scope } from '../../scripts/workflow/scope';

const CONTEXTS = { github: { ref: 'refs/heads/Main', labels: ['Bug', 'ui'] }, env: { EMPTY: '' } };

const scope = new Scope(CONTEXTS, { given: new Map(), missing: () => '' });
const at = (expression: string) => `\${{ ${expression} }}`;

test.each([
  ['github.ref', 'refs/heads/Main'],
  ["github.ref == 'REFS/heads/main'", 'true'],
  ["github.ref != 'other' && 'a' || 'b'", 'a'],
  ["env.EMPTY && 'a' || 'b'", 'b'],
  ["'a' || 'b' && ''", 'a'],
  ['!env.EMPTY == true', 'true'],
  ["!(env.EMPTY == '')", 'false'],
  ["'it''s'", "it's"],
  ["'}}'", '}}'],
  ['-1.5 < 2', 'true'],
  ["'10' == 10", 'true'],
  ["'a' == 0", 'false'],
  ["'' == false", 'true'],
  ['null == 0', 'true'],
  ['github == github.labels', 'false'],
  ['2 <= 2 && 2 >= 2', 'true'],
  ['2 < 2 || 2 > 2', 'false'],
  ['null', ''],
  ['github', 'Object'],
  ['github.labels', 'Array'],
  ["contains(github.ref, 'HEADS')", 'true'],
  ["contains(github.labels, 'bug')", 'true'],
  ["contains(github.labels, 'bu')", 'false'],
  ["startsWith(github.ref, 'refs/TAGS/')", 'false'],
  ["startsWith(github.ref, 'Refs/')", 'true'],
  ["endsWith(github.ref, 'main')", 'true'],
  ["format('{1}{{0}} {0}', 'a', 2)", '2{0} a'],
  ["fromJSON('[1]')", 'Array'],
  ['toJSON(null)', 'null'],
  ["toJSON('a')", '"a"'],
])('%s is %s', (expression, value) => {
  expect(scope.text(`<${at(expression)}>`)).toBe(`<${value}>`);
});

test.each([
  'a b',
  'a ==',
  '(a',
  'a)',
  'f(a',
  'f(a b)',
  'hashFiles(a)',
  'a[0]',
  'a.*',
  '"a"',
  '',
  '&&',
])('%j is not supported', (expression) => {
  expect(() => parseExpression(expression)).toThrow(
    `The expression '${expression}' is not supported here.`,
  );
});

test.each([
  [undefined, true, false],
  ['always()', true, true],
  [at('!cancelled()'), true, true],
  ['success() || failure()', true, true],
  ['success()', true, false],
  ['failure()', false, true],
  [at("failure() && env.EMPTY == ''"), false, true],
  ["github.ref == 'x'", false, false],
  ["env.EMPTY == ''", true, false],
  [true, true, false],
  [false, false, false],
])('if: %s', (condition, before, afterFailure) => {
  const due = [true, false].map((success) =>
    scope.isDue(condition, { success, failure: !success }),
  );

  expect(due).toEqual([before, afterFailure]);
});

test('what is given is stronger, and what is missing can be refused', () => {
  const strict = new Scope(CONTEXTS, {
    given: new Map([['github.ref', 'given']]),
    missing: (path) => {
      throw new Error(`no ${path}`);
    },
  });

  expect(strict.text(at('github.ref'))).toBe('given');
  expect(() => strict.text(at('github.reff'))).toThrow('no github.reff');
  expect(strict.with({ steps: { a: { outcome: 'skipped' } } }).text(at('steps.a.outputs.b'))).toBe(
    '',
  );
  expect(shown(strict.text('plain'))).toBe('plain');
});
