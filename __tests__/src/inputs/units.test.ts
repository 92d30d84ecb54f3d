/** Units: what an input counts in, and what the code behind it is given. */
import { describe, expect, test } from 'vitest';
import { readStep } from './inputs-in-process';

const KEYLESS = {
  'role-to-assume': 'acs:ram::1234567890123456:role/invoker',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github',
};

describe('seconds stay seconds', () => {
  test.for([
    ['timeout', '7', 'inputs.plan.cases.0.timeoutSeconds', 7],
    ['timeout', '', 'inputs.plan.cases.0.timeoutSeconds', 600],
    ['attempt-interval', '7', 'inputs.plan.cases.0.gate.attemptIntervalSeconds', 7],
    ['attempt-interval', '', 'inputs.plan.cases.0.gate.attemptIntervalSeconds', 5],
    ['role-session-expiration', '907', 'inputs.credentials.keyless.durationSeconds', 907],
    ['role-session-expiration', '', 'inputs.credentials.keyless.durationSeconds', 3600],
  ] as const)('`%s: %s`', async ([name, text, where, seconds]) => {
    expect(await readStep({ ...KEYLESS, [name]: text })).toHaveProperty(where, seconds);
  });
});

describe('a number with a unit is refused, with the number that it means: `timeout`', () => {
  test.for([
    ['30s', 30],
    ['30 sec', 30],
    ['30secs', 30],
    ['1 second', 1],
    ['30 Seconds', 30],
    ['10m', 600],
    ['1 min', 60],
    ['10mins', 600],
    ['1minute', 60],
    ['10 minutes', 600],
    ['2h', 7200],
    ['1hr', 3600],
    ['2 hrs', 7200],
    ['1 hour', 3600],
    ['1.5 hours', 5400],
    ['0.25h', 900],
    ['30000ms', 30],
    ['1000 msec', 1],
    ['2000msecs', 2],
    ['1000 millisecond', 1],
    ['5000 milliseconds', 5],
    ['3,600', 3600],
    ['3_600', 3600],
    ['60.0', 60],
    ['60.000', 60],
    ['６００', 600],
    ['24h', 86_400],
  ] as const)('%s: did you mean %i', async ([text, seconds]) => {
    expect((await readStep({ timeout: text })).problems).toEqual([
      `\`timeout\` must be a whole number from 1 to 86400 seconds, in digits, but is "${text}"; did you mean \`${seconds}\`?`,
    ]);
  });

  test.for([
    // Not a whole number of seconds, or not an allowed one.
    '1ms',
    '1.5',
    '0s',
    '0.5 s',
    '25h',
    '86401s',
    // Not a number, not a unit, or both more than once.
    'true',
    's',
    '10 days',
    '1 m 30 s',
    '1m30s',
    '10  m',
    'x30s',
    '30 smoke',
    '30 xs',
    '30s!',
    '1 mx',
    '1 xm',
    '1 hx',
    '1 xh',
    '5000 msx',
    '5000 xms',
    '1,2',
    '1,2345',
    '36,00',
    '1,000,00',
    '1.0000',
    '.5h',
    '-1',
    '1'.repeat(10),
    '9'.repeat(300),
    `30${' '.repeat(60)}s`,
  ])('%s: nothing is advised', async (text) => {
    expect((await readStep({ timeout: text })).problems).toEqual([
      expect.stringMatching(/^`timeout` must be .*, in digits, but is "[^"]+"$/),
    ]);
  });

  test('nothing is no number: `attempt-interval: soon`', async () => {
    expect((await readStep({ 'attempt-interval': 'soon' })).problems).toEqual([
      '`attempt-interval` must be a whole number from 0 to 3600 seconds, in digits, but is "soon"',
    ]);
  });

  test.for([
    ['5.0', '; did you mean `5`?'],
    ['1,0', ''],
    ['5s', ''],
    ['5 m', ''],
  ] as const)(
    'a number without a unit has none to understand: `attempts: %s`',
    async ([text, advice]) => {
      expect((await readStep({ attempts: text })).problems).toEqual([
        `\`attempts\` must be a whole number from 1 to 100, in digits, but is "${text}"${advice}`,
      ]);
    },
  );
});
