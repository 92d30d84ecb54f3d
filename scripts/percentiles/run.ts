/**
 * `npm run percentiles`: whether the percentiles of `src/gate/figures.ts` are those of a program
 * that knows nothing of it. Installs numpy into a temporary folder outside of the project, has it
 * find the percentiles of 1,000 random sets, with ties and small sets among them, and prints a table.
 * Needs Python 3 with venv, and its package registry.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { figuresNeeded, figuresOf } from '../../src/gate/figures';
import { installPython } from '../python';

const SETS = 1_000;
const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const;

/** Sets of up to a few values, of up to some more than the largest percentile needs, and of many. */
const size = fc.oneof(
  fc.constantFrom(1, 2, 3, 9, 10, 11, 19, 20, 21, 99, 100, 101, 1_000),
  fc.integer({ min: 1, max: 120 }),
  fc.integer({ min: 121, max: 1_000 }),
);
/** Milliseconds as FC tells them, and so few different ones that most are ties. */
const value = fc.oneof(
  fc.constant(fc.nat({ max: 6 })),
  fc.constant(fc.nat({ max: 100_000 }).map((hundredths) => hundredths / 100)),
);
const set = fc
  .tuple(size, value)
  .chain(([length, each]) => fc.array(each, { minLength: length, maxLength: length }));

interface Reply {
  readonly version: string;
  readonly found: readonly Readonly<Record<string, number>>[];
}

const folder = mkdtempSync(join(tmpdir(), 'percentiles-'));
try {
  process.exitCode = run() ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns whether all percentiles are the same */
function run(): boolean {
  const sets = fc.sample(set, { seed: 20261127, numRuns: SETS });
  const { version, found } = askNumpy(sets);
  console.log(`${sets.length} sets of 1 to ${Math.max(...sets.map(({ length }) => length))}`);
  console.log(
    `${sets.filter((each) => new Set(each).size < each.length).length} of them with ties`,
  );
  console.log(`\n| percentile | sets with enough values | equal to numpy ${version} |`);
  console.log('| --- | --- | --- |');
  let isEqual = found.length === SETS;
  for (const name of PERCENTILES) {
    let enough = 0;
    let equal = 0;
    sets.forEach((durations, index) => {
      const own = figuresOf(durations.map((durationMs) => ({ hasError: false, durationMs })));
      const isTold = durations.length >= figuresNeeded(name);
      const expected = isTold ? found[index]?.[name] : null;
      if (own.durationMs[name] !== expected) {
        isEqual = false;
        console.error(`${name} of set ${index}: ${own.durationMs[name]}, not ${expected}`);
      } else if (isTold) equal++;
      if (isTold) enough++;
    });
    console.log(`| ${name} | ${enough} | ${equal} |`);
  }
  return isEqual;
}

function askNumpy(sets: readonly (readonly number[])[]): Reply {
  const python = installPython(folder, ['numpy']);
  const program = fileURLToPath(new URL('./percentiles.py', import.meta.url));
  const reply = execFileSync(python, [program], {
    input: JSON.stringify(sets),
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(reply);
}
