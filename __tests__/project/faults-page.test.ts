import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderMatrix } from '../faults/matrix';

test('docs/faults.md is what the fault matrix specifies; `npm run faults` writes it', () => {
  expect(readFileSync('docs/faults.md', 'utf8')).toBe(renderMatrix());
});
