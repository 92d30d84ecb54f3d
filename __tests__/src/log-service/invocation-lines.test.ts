import { describe, expect, test } from 'vitest';
import {
  invocationLines,
  linesOfWholeTail,
  whereaboutsOf,
} from '../../../src/log-service/invocation-lines';
import { logRecordFrom } from '../../../src/log-service/log-record';

const ID = '1-65dd9ece-123e1745-e6b2fe71423f';
const OTHER = '1-65dd9ece-00000000-000000000001';
const START = `FC Invoke Start RequestId: ${ID}`;
const END = `FC Invoke End RequestId: ${ID}`;
const FAILED = `${END}, Error: Unhandled function error`;
const OTHER_START = `FC Invoke Start RequestId: ${OTHER}`;
const OTHER_END = `FC Invoke End RequestId: ${OTHER}`;
const INIT_START = `FC Initialize Start RequestId: ${ID}`;
const INIT_END = `FC Initialize End RequestId: ${ID}`;
const INIT_FAILED = `${INIT_END}, Error: Function timed out after 3 seconds`;

const records = (...messages: string[]) =>
  messages.map((message, index) => logRecordFrom({ __time__: index, message, instanceID: 'c-1' }));

interface Row {
  readonly written: readonly string[];
  /** First and last line, by their place in what was written; `undefined` if they are not there. */
  readonly found: readonly [first: number, last: number] | undefined;
  readonly foreign?: number;
}

test.for(
  Object.entries<Row>({
    'nothing is written': { written: [], found: undefined },
    'all that is written': { written: [START, 'a', END], found: [0, 2] },
    'nothing in between': { written: [START, END], found: [0, 1] },
    'a function that failed': { written: [START, 'a', FAILED], found: [0, 2] },
    'without its first line': { written: ['a', END], found: undefined },
    'without its last line': { written: [START, 'a'], found: undefined },
    'the last line before the first': { written: [END, START, 'a'], found: undefined },
    'an instance that served others before and after': {
      written: [OTHER_START, 'a', OTHER_END, START, 'b', END, 'Duration: 1 ms', OTHER_START, 'c'],
      found: [3, 5],
    },
    'a line like the last one, written by the function': {
      written: [START, END, 'a', END],
      found: [0, 3],
    },
    'a line like the first one, written by the function': {
      written: [START, 'a', START, END],
      found: [0, 3],
    },
    'a line like the last one, written in a later request': {
      written: [START, 'a', END, OTHER_START, END, OTHER_END],
      found: [0, 2],
    },
    'another request that began before and ends within': {
      written: [OTHER_START, START, 'a', OTHER_END, END],
      found: [1, 4],
      foreign: 1,
    },
    'another request that begins within': {
      written: [START, OTHER_START, 'a', END, OTHER_END],
      found: [0, 3],
      foreign: 1,
    },
    'another request that ends after the last line': {
      written: [START, OTHER_START, END, OTHER_END, END],
      found: [0, 4],
      foreign: 2,
    },
    'an instance that was initialized for it': {
      written: [INIT_START, 'a', INIT_END, START, 'b', END],
      found: [0, 5],
    },
    'an initialization that is not followed by the event yet': {
      written: [INIT_START, 'a', INIT_END],
      found: undefined,
    },
    'an initialization that failed': { written: [INIT_START, 'a', INIT_FAILED], found: [0, 2] },
    'a hook after the event': {
      written: [
        START,
        'a',
        END,
        `FC PreFreeze Start RequestId: ${ID}`,
        `FC PreFreeze End RequestId: ${ID}`,
      ],
      found: [0, 2],
    },
    'a hook that fails is not an end': {
      written: [START, `FC PreFreeze End RequestId: ${ID}, Error: no`],
      found: undefined,
    },
    'lines that only look like FC’s': {
      written: [
        ` ${START}`,
        `x ${START}`,
        START,
        ` ${END}`,
        `x ${END}`,
        `${END}0`,
        `${END}-0`,
        END,
      ],
      found: [2, 7],
      // They end requests whose IDs begin like this one.
      foreign: 2,
    },
    'a first line of a longer ID': { written: [`${START}-0`, END], found: undefined },
    'a last line that goes on': { written: [START, `${END} and more`], found: [0, 1] },
    'lines of loggers': {
      written: [
        START,
        OTHER_START,
        `2023-09-21T09:38:21.265Z ${ID} [INFO] own`,
        `2023-09-21T09:38:21.265Z ${OTHER} [INFO] foreign`,
        `2023-09-21 09:38:21,265 ${OTHER} [ERROR] foreign`,
        `text with ${OTHER} [INFO] inside`,
        `said at 2023-09-21T09:38:21.265Z ${OTHER} [INFO] inside`,
        '2023-09-21T09:38:21.265Z my-component [INFO] own',
        END,
      ],
      found: [0, 8],
      foreign: 3,
    },
    'a logger of a request whose own lines are elsewhere': {
      written: [
        START,
        '2023-09-21T09:38:21.265Z 1-65dd9ece-00000000-000000000009 [INFO] foreign',
        '2023-09-21T09:38:21.265Z 1-65dd9ece-00000000-00000000000g [INFO] no ID',
        '2023-09-21T09:38:21.265Z 11-65dd9ece-00000000-000000000009 [INFO] no ID',
        '2023-09-21T09:38:21.265Z 1-65dd9ece-00000000-0000000000099 [INFO] no ID',
        END,
      ],
      found: [0, 5],
      foreign: 1,
    },
    'a request with an ID of another form': {
      written: [START, 'FC Invoke Start RequestId: abc', '2023-09-21T09:38:21Z abc [INFO] x', END],
      found: [0, 3],
      foreign: 2,
    },
  }),
)('%s', ([, { written, found, foreign = 0 }]) => {
  const expected = found && {
    lines: written.slice(found[0], found[1] + 1),
    foreignLines: foreign,
  };

  expect(invocationLines(ID, records(...written))).toEqual(expected);
  // A record may hold several lines.
  expect(invocationLines(ID, records(written.join('\n')))).toEqual(expected);
});

test.for(
  Object.entries<readonly [tail: string, isWhole: boolean]>({
    'of the whole log': [`${START}\na\n${END}`, true],
    'with a line break at its end': [`${START}\n\na\n${END}\n`, true],
    'of a function that failed': [`${START}\n${FAILED}\n`, true],
    'of an initialization that failed': [`${INIT_START}\n${INIT_FAILED}\n`, true],
    'with what FC writes behind the last line': [`${START}\n${END}\n\nDuration: 1 ms\n`, true],
    'without its first line': [`a\n${START}\n${END}`, false],
    'without its last line': [`${START}\na\n`, false],
    'that is cut within its first line': [`${START.slice(1)}\n${END}`, false],
    'of another request': [`${OTHER_START}\n${OTHER_END}`, false],
    'that another request begins': [`${OTHER_START}\n${START}\n${END}`, false],
    empty: ['', false],
  }),
)('a tail %s', ([, [tail, isWhole]]) => {
  const lines = tail.split('\n');
  if (lines.at(-1) === '') lines.pop();

  expect(linesOfWholeTail(tail, ID)).toEqual(isWhole ? lines : undefined);
});

describe('where an invocation lies', () => {
  const at = (seconds: number, message: string, instanceID: string | undefined = 'c-1') =>
    logRecordFrom({ __time__: seconds, message, instanceID });

  test.for(
    Object.entries({
      'from its first to its last line': {
        written: [at(1, OTHER_START), at(2, START), at(3, END), at(4, OTHER_END)],
        found: { instanceId: 'c-1', from: 2, to: 3 },
      },
      'to the last of several last lines': {
        written: [at(1, START), at(2, END), at(3, FAILED)],
        found: { instanceId: 'c-1', from: 1, to: 3 },
      },
      'in a record of several lines': {
        written: [at(1, `a\n${START}\n${END}`)],
        found: { instanceId: 'c-1', from: 1, to: 1 },
      },
      'on the instance of its first line': {
        written: [at(1, START), at(2, END), at(3, END, 'c-2')],
        found: { instanceId: 'c-1', from: 1, to: 2 },
      },
      'not before its first line': {
        written: [at(1, END), at(2, START)],
        found: { instanceId: 'c-1', from: 2, to: undefined },
      },
      'nowhere, though it ends on an instance that nobody knows': {
        written: [logRecordFrom({ __time__: 1, message: END })],
        found: { instanceId: undefined, from: undefined, to: undefined },
      },
      nowhere: {
        written: [at(1, OTHER_START), at(2, END)],
        found: { instanceId: undefined, from: undefined, to: undefined },
      },
      'by the first record that tells its instance': {
        written: [logRecordFrom({ __time__: 1, message: START }), at(2, START), at(3, END)],
        found: { instanceId: 'c-1', from: 2, to: 3 },
      },
      'on an instance that nobody knows': {
        written: [1, 2].map((__time__) => logRecordFrom({ __time__, message: `${START}\n${END}` })),
        found: { instanceId: undefined, from: 1, to: 2 },
      },
    }),
  )('%s', ([, { written, found }]) => {
    expect(whereaboutsOf(ID, written)).toEqual(found);
  });
});
