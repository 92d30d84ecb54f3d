import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json';
import { readJson } from '../../../src/json-reader';
import { evaluated } from './jmespath-evaluated';

/** The cases of jmespath.test, which this repository does not copy. */
const FOLDER = join(import.meta.dirname, '../../../../shared/jmespath-compliance');
const FOLDER_OF_A_WORKTREE = join(import.meta.dirname, '../../../../../shared/jmespath-compliance');
const folder = [FOLDER, FOLDER_OF_A_WORKTREE].find((path) => existsSync(path));

interface Group {
  readonly given: Json;
  readonly cases: readonly {
    readonly expression: string;
    readonly result?: Json;
    readonly error?: string;
  }[];
}

function groupsIn(text: string): readonly Group[] {
  const groups: unknown = readJson(text);
  return groups as readonly Group[];
}

/** Orderings of a list or a boolean, which fail here instead of being `null` (decision 3). */
const ORDERINGS = [
  'emptylist < one',
  'emptylist < nullvalue',
  'emptylist < boolvalue',
  'one < boolvalue',
];

describe.runIf(folder !== undefined)('the official cases', () => {
  const files = folder === undefined ? [] : readdirSync(folder);
  const groups = files.flatMap((file) => groupsIn(readFileSync(join(folder ?? '', file), 'utf8')));
  const cases = groups.flatMap(({ given, cases }) => cases.map((each) => ({ given, ...each })));

  test('are all there', () => {
    expect(cases.length).toBeGreaterThan(880);
  });

  test('have their result, but for the orderings of what is not a number', () => {
    const others = cases.filter(({ expression, given, result, error }) => {
      const found = evaluated(expression, given);
      if (error !== undefined) return found !== 'error';
      return !isDeepStrictEqual(found, { value: result });
    });
    expect(others.map(({ expression }) => expression)).toEqual(ORDERINGS);
  });
});
