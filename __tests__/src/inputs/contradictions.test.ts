/** The contract's list "Combinations that are errors", and what stands beside it. */
import { describe, expect, test } from 'vitest';
import { readStep, workspaceWith } from './inputs-in-process';

const ID = { 'access-key-id': 'an-id' };
const SECRET = { 'access-key-secret': 'a-secret' };
const TOKEN = { 'security-token': 'a-token' };
const ROLE = { 'role-to-assume': 'acs:ram::1234567890123456:role/invoker' };
const PROVIDER = { 'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github' };
const KEYLESS = { ...ROLE, ...PROVIDER };
const ASYNC = { 'invocation-type': 'async' };
const WAIT = { ...ASYNC, wait: 'true' };
const REPEAT = { repeat: '2' };
const COMPARE = { 'compare-with': 'live' };
const CASES = { cases: 'cases.yml' };
const FULL = { 'log-type': 'full' };
const TRIGGER_URL = { 'http-trigger': 'https://hello.cn-hangzhou.fcapp.run' };

const onlyAsync = 'can only be used with `invocation-type: async`';
const withoutResult =
  'needs `wait: true` with `invocation-type: async`; otherwise there is no result to check';
const emptySecret = 'a secret is an empty string if its name is misspelt';
const oneTask = '`async-task-id` names a single task, so it cannot be used with `attempts` above 1';
const roleOrPair = 'cannot be used with `access-key-id` or `access-key-secret`; set either a role';
const roleWithoutProvider = '`role-to-assume` is set without `oidc-provider-arn`';
const providerWithoutRole = '`oidc-provider-arn` is set without `role-to-assume`';
const idWithoutSecret = `\`access-key-id\` is set, but \`access-key-secret\` is empty; ${emptySecret}`;
const secretWithoutId = `\`access-key-secret\` is set, but \`access-key-id\` is empty; ${emptySecret}`;
const onlyToken = '`security-token` belongs to temporary credentials; set `access-key-id` and';

/** Inputs, what cannot be added to them, and the problems of both together. */
const CONTRADICTIONS: readonly (readonly [object, object, ...string[]])[] = [
  [
    { event: 'x' },
    { 'event-file': 'event.json' },
    '`event` cannot be used with `event-file`; set only one of them',
  ],
  [{}, { 'async-task-id': 'a' }, `\`async-task-id\` ${onlyAsync}`],
  [{}, { wait: 'true' }, `\`wait\` ${onlyAsync}`],
  [{}, { 'on-cancel': 'leave' }, `\`on-cancel\` leave ${onlyAsync}`],
  [{ ...WAIT, 'async-task-id': 'a' }, { attempts: '2' }, oneTask],
  [ASYNC, { expect: '`true`' }, `\`expect\` ${withoutResult}`],
  [ASYNC, { attempts: '2' }, `\`attempts\` above 1 ${withoutResult}`],
  [{}, { expect: '# only a comment' }, '`expect` contains no expression'],
  [{}, ID, idWithoutSecret],
  [{}, SECRET, secretWithoutId],
  [{}, TOKEN, onlyToken],
  [{}, { ...TOKEN, ...ID }, idWithoutSecret, onlyToken],
  [{}, { ...TOKEN, ...SECRET }, secretWithoutId, onlyToken],
  [{}, ROLE, roleWithoutProvider],
  [{}, PROVIDER, providerWithoutRole],
  [KEYLESS, { ...ID, ...SECRET }, `\`role-to-assume\` ${roleOrPair}`],
  [KEYLESS, ID, idWithoutSecret, `\`role-to-assume\` ${roleOrPair}`],
  [KEYLESS, SECRET, secretWithoutId, `\`role-to-assume\` ${roleOrPair}`],
  [{ ...ID, ...SECRET }, ROLE, roleWithoutProvider, `\`role-to-assume\` ${roleOrPair}`],
  [{ ...ID, ...SECRET }, PROVIDER, providerWithoutRole, `\`oidc-provider-arn\` ${roleOrPair}`],
  [
    KEYLESS,
    { endpoint: 'http://fc.example' },
    '`endpoint` must be https with keyless credentials, but is plain http',
  ],
  [
    KEYLESS,
    { 'sts-endpoint': 'http://sts.example' },
    '`sts-endpoint` must use https, because a token is sent there',
  ],
  [
    TRIGGER_URL,
    { 'service-name': 'shop' },
    '`service-name` cannot be used with the URL of an HTTP trigger, which names the function',
  ],
  [
    { 'service-name': 'shop' },
    { 'wait-for-update': '1' },
    '`wait-for-update` cannot be used with `service-name`: FC 2.0 does not',
  ],
  [
    TRIGGER_URL,
    { 'wait-for-update': '1' },
    '`wait-for-update` cannot be used with the URL of an HTTP trigger',
  ],
  [
    {},
    { expect: 'codeChecksum == deployedCodeChecksum', 'wait-for-update': '0' },
    '`deployedCodeChecksum` can only be used with `wait-for-update`',
  ],
  [{ ...WAIT, 'async-task-id': 'a' }, CASES, '`async-task-id` names a single task, so it cannot'],
  [
    { ...WAIT, 'async-task-id': 'a' },
    REPEAT,
    '`async-task-id` names a single task, so it cannot be used with `repeat` above 1',
  ],
  [ASYNC, REPEAT, `\`repeat\` above 1 ${withoutResult}`],
  [ASYNC, COMPARE, '`compare-with` cannot be used with `invocation-type: async`'],
  [WAIT, COMPARE, '`compare-with` cannot be used with `invocation-type: async`'],
  [
    TRIGGER_URL,
    COMPARE,
    '`compare-with` cannot be used with the URL of an HTTP trigger, which belongs to one qualifier',
  ],
  [
    { 'http-trigger': 'web' },
    COMPARE,
    '`compare-with` cannot be used with the name of an HTTP trigger, which belongs to one qualifier',
  ],
  [
    REPEAT,
    { attempts: '2' },
    '`attempts` above 1 cannot be used with `repeat` above 1; choose one of them',
  ],
  [
    { ...REPEAT, ...CASES },
    { cases: 'attempts.yml' },
    'attempts.yml:1:23: `attempts` above 1 cannot be used with `repeat` above 1',
  ],
  [REPEAT, COMPARE, '`repeat` above 1 cannot be used with `compare-with`; use a step for each'],
  [
    {},
    { 'compare-with': 'LATEST' },
    '`compare-with` is the same as `qualifier`; comparing a version with itself proves nothing',
  ],
  [{ qualifier: 'live' }, COMPARE, '`compare-with` is the same as `qualifier`'],
  [
    {},
    { 'compare-ignore': 'at' },
    '`compare-ignore` needs `compare-with`; without it nothing is compared',
  ],
  [
    {},
    { 'max-parallel': '2' },
    '`max-parallel` above 1 needs `cases` or `repeat` above 1; without them there is one invocation',
  ],
  [
    { ...CASES, repeat: '1000' },
    { cases: 'eleven.yml' },
    '`repeat` must make at most 10000 invocations in all, but 11 cases times 1000 are 11000',
  ],
  [
    { cases: 'eleven.yml' },
    { repeat: '910' },
    '`repeat` must make at most 10000 invocations in all, but 11 cases times 910 are 10010',
  ],
  [{}, { expect: 'runs.count > `1`' }, '`runs` can only be used with `repeat` above 1'],
  [{}, { expect: 'baseline.result == result' }, '`baseline` can only be used with `compare-with`'],
  [
    FULL,
    { 'service-name': 'shop' },
    '`log-type` full cannot be used with `service-name`: FC 2.0 does not say where its logs go',
  ],
  [TRIGGER_URL, FULL, '`log-type` full cannot be used with the URL of an HTTP trigger, which'],
  [ASYNC, FULL, '`log-type` full needs `wait: true` with `invocation-type: async`; otherwise'],
  [REPEAT, FULL, '`log-type` full cannot be used with `repeat` above 1'],
  [
    {},
    { 'log-endpoint': 'http://log.example' },
    '`log-endpoint` must use https, because logs of a function may hold secrets',
  ],
  [
    { ...REPEAT, ...CASES },
    { cases: 'p99.yml' },
    'p99.yml:1:36: `expect` is wrong: `runs.latencyMs.p99` needs at least 100 runs, but `repeat` is 2',
  ],
];

/** What looks like one of them and is none. */
const ALLOWED: readonly object[] = [
  { event: 'x', 'event-file': '' },
  { event: '', 'event-file': 'event.json' },
  { ...ASYNC, 'async-task-id': 'a' },
  { ...WAIT, 'on-cancel': 'leave', 'async-task-id': 'a' },
  { 'on-cancel': 'stop', wait: 'false' },
  { ...ASYNC, 'async-task-id': 'a', attempts: '1' },
  { ...WAIT, attempts: '2' },
  { ...WAIT, expect: '`true`' },
  { ...ASYNC, attempts: '1' },
  { attempts: '2', expect: '# a comment\n`true`' },
  { ...ID, ...SECRET, ...TOKEN },
  { ...KEYLESS, endpoint: 'http://localhost:9000', 'sts-endpoint': 'http://127.0.0.1:9000' },
  { ...ID, ...SECRET, endpoint: 'http://fc.example' },
  { 'http-trigger': 'web', 'service-name': 'shop' },
  { 'service-name': 'shop', 'wait-for-update': '0' },
  { expect: 'codeChecksum == deployedCodeChecksum', 'wait-for-update': '1' },
  { 'http-trigger': 'true', 'service-name': 'shop' },
  { ...WAIT, ...REPEAT, 'max-parallel': '50' },
  { ...ASYNC, repeat: '1' },
  { ...REPEAT, attempts: '1', 'attempt-interval': '9' },
  { ...REPEAT, 'http-trigger': 'web' },
  { ...REPEAT, ...TRIGGER_URL },
  { repeat: '1', ...COMPARE },
  { ...COMPARE, attempts: '2', qualifier: 'next' },
  // Qualifiers are case-sensitive.
  { ...COMPARE, qualifier: 'LIVE' },
  { ...COMPARE, 'http-trigger': 'true' },
  { ...COMPARE, 'service-name': 'shop' },
  { ...COMPARE, 'wait-for-update': '1', expect: 'baseline.deployedCodeChecksum == `null`' },
  { ...COMPARE, 'compare-ignore': '# nothing' },
  { 'compare-ignore': ' \n' },
  { ...CASES, 'max-parallel': '2' },
  { ...CASES, ...COMPARE, 'max-parallel': '2' },
  { 'max-parallel': '1' },
  { cases: 'ten.yml', repeat: '1000' },
  { ...REPEAT, expect: 'runs.errors == `0`\nstatusCode == `200`' },
  FULL,
  { ...FULL, ...WAIT },
  { ...FULL, ...COMPARE },
  { ...FULL, ...CASES, 'max-parallel': '2' },
  { ...FULL, attempts: '2', repeat: '1' },
  { ...FULL, 'http-trigger': 'web' },
  { ...REPEAT, 'log-type': 'tail' },
  { ...ASYNC, 'log-type': 'tail' },
  { 'service-name': 'shop', 'log-type': 'tail' },
  { 'log-endpoint': 'http://127.0.0.1:9000' },
  { repeat: '100', expect: 'runs.latencyMs.p99 < `1`' },
];

const casesOf = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ name: `case ${index}` })));
const FILES = {
  'event.json': '{}',
  'cases.yml': '[{ name: a }]',
  'attempts.yml': '[{ name: a, attempts: 2 }]',
  'p99.yml': '[{ name: a, expect: runs.latencyMs.p99 < `1` }]',
  'ten.yml': casesOf(10),
  'eleven.yml': casesOf(11),
};

const read = (...inputs: readonly object[]) =>
  readStep(Object.assign({}, ...inputs), { workspace: workspaceWith(FILES) });

describe('inputs that cannot be used together', () => {
  test.for(CONTRADICTIONS)('%j and %j', async ([inputs, added, ...problems]) => {
    expect((await read(inputs)).problems).toEqual([]);
    expect((await read(inputs, added)).problems).toEqual(
      problems.map((problem) => expect.stringContaining(problem)),
    );
  });

  test.for(ALLOWED)('but these can: %j', async (inputs) => {
    expect((await read(inputs)).problems).toEqual([]);
  });

  test.for([
    { 'invocation-type': 'asink', wait: 'true', 'async-task-id': 'a', 'on-cancel': 'leave' },
    { 'invocation-type': 'asink', expect: '`true`', attempts: '2' },
    { ...ASYNC, wait: 'yes', expect: '`true`', attempts: '2' },
    { ...WAIT, 'async-task-id': 'a b', attempts: '2' },
    { ...WAIT, 'async-task-id': 'a', attempts: 'two' },
    { 'on-cancel': 'maybe' },
    { 'http-trigger': 'https://a@b', 'service-name': 'shop' },
    { repeat: 'many', 'max-parallel': '2', expect: 'runs.latencyMs.p99 < `1`' },
    { repeat: '0', attempts: '2' },
    { repeat: '1001', ...COMPARE },
    { repeat: '1e3', ...ASYNC },
    { ...REPEAT, 'max-parallel': '51' },
    { ...FULL, repeat: 'many' },
    { ...FULL, 'service-name': 'a b' },
    { 'log-type': 'whole', ...REPEAT },
    { 'compare-with': 'a b', 'compare-ignore': 'at', expect: 'baseline.result == result' },
    { ...COMPARE, qualifier: 'a b' },
  ])('and what stands in for an invalid value contradicts nothing: %j', async (inputs) => {
    expect((await read(inputs)).problems).toEqual([expect.stringContaining(', but is "')]);
  });
});
