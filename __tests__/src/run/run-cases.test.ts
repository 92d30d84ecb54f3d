/** The order in which cases start, how many run at a time, and what ends the step. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure';
import type { Case } from '../../../src/run/plan';
import { type CaseResult, endedCase } from '../../../src/run/results';
import { runCases } from '../../../src/run/run-cases';
import { caseOf } from '../../support/cases';
import { attempt, FUNCTION_FAILED } from '../report/summary-page';

const CANCELLED: Failure = { kind: 'cancelled', type: 'Cancelled', summary: 'Cancelled' };

type Ending = 'passes' | 'fails' | 'ends';

function ended(each: Case, ending: Ending): CaseResult {
  if (ending === 'ends') return endedCase(each, [], CANCELLED, 1);
  const failure = ending === 'fails' ? { failure: FUNCTION_FAILED } : {};
  return endedCase(each, [attempt(failure)], undefined, 1);
}

/** Cases by the letters of their names, which start as they are run and end when they are told to. */
function world(names: string, maxParallel: number, repeat = 1) {
  const [first = caseOf(), ...others] = [...names].map((name) =>
    caseOf({ name, skip: name === name.toUpperCase() }),
  );
  const running = new Map<string, (ending: Ending) => void>();
  const started: string[] = [];
  const finished = runCases({ cases: [first, ...others], maxParallel, repeat }, (each) => {
    started.push(each.name);
    return new Promise((resolve) => {
      running.set(each.name, (ending) => resolve(ended(each, ending)));
    });
  });
  return {
    started: () => started.join(''),
    /** Ends a case, and lets the next one start. */
    async end(name: string, ending: Ending = 'passes') {
      running.get(name)?.(ending);
      await new Promise((resolve) => setImmediate(resolve));
    },
    async outcomes() {
      return (await finished).map(({ case: { name }, outcome }) => `${name} ${outcome}`);
    },
  };
}

test('one at a time, in the order of the file', async () => {
  const { started, end, outcomes } = world('abc', 1);
  expect(started()).toBe('a');
  await end('a');
  expect(started()).toBe('ab');
  await end('b', 'fails');
  expect(started()).toBe('abc');
  await end('c');
  expect(await outcomes()).toEqual(['a passed', 'b failed', 'c passed']);
});

test('several at a time: the next starts when any has ended, results are in order', async () => {
  const { started, end, outcomes } = world('abcde', 2);
  expect(started()).toBe('ab');
  await end('b', 'fails');
  expect(started()).toBe('abc');
  await end('a');
  expect(started()).toBe('abcd');
  await end('d');
  await end('c');
  await end('e', 'fails');
  expect(await outcomes()).toEqual(['a passed', 'b failed', 'c passed', 'd passed', 'e failed']);
});

test('one at a time if each is repeated: its runs fill the limit', async () => {
  const { started, end, outcomes } = world('ab', 2, 2);
  expect(started()).toBe('a');
  await end('a');
  expect(started()).toBe('ab');
  await end('b');
  expect(await outcomes()).toEqual(['a passed', 'b passed']);
});

test('no more than there are', async () => {
  const { started, end, outcomes } = world('ab', 50);
  expect(started()).toBe('ab');
  await end('a');
  await end('b');
  expect(await outcomes()).toEqual(['a passed', 'b passed']);
});

describe('what ends the step', () => {
  test('lets nothing start any more', async () => {
    const { started, end, outcomes } = world('abCd', 1);
    await end('a', 'ends');
    expect(started()).toBe('a');
    expect(await outcomes()).toEqual(['a failed', 'b not-run', 'C skipped', 'd not-run']);
  });

  test('lets those that run come to their end', async () => {
    const { started, end, outcomes } = world('abcd', 3);
    await end('b', 'ends');
    await end('a');
    await end('c', 'fails');
    expect(started()).toBe('abc');
    expect(await outcomes()).toEqual(['a passed', 'b failed', 'c failed', 'd not-run']);
  });
});
