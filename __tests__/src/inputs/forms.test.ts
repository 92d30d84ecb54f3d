/** The forms of inputs that are text: what stands at each end, and in between. */
import { describe, expect, test } from 'vitest';
import { readStep } from './inputs-in-process';

const ARN = 'acs:ram::1234567890123456';
const KEYLESS = {
  'role-to-assume': `${ARN}:role/invoker`,
  'oidc-provider-arn': `${ARN}:oidc-provider/github`,
};
const EXAMPLE_ARN = 'must be an ARN such as acs:ram::1234567890123456';

/** What is compared is not asynchronous. */
const read = (input: string, text: string) =>
  readStep({
    ...KEYLESS,
    ...(input.startsWith('compare-') ? { 'compare-with': 'live' } : { 'invocation-type': 'async' }),
    [input]: text,
  });

describe('allowed', () => {
  test.for([
    ['region', 'cn-hangzhou'],
    ['region', 'ap-southeast-1'],
    ['function-name', '_x-9'],
    ['function-name', '_x-9$_y-9'],
    ['service-name', '_x-9'],
    ['qualifier', '9_x-y'],
    ['compare-with', '9_x-y'],
    ['compare-ignore', '# a comment\n\n  items[*].id\n"a b".c\n*.at'],
    ['account-id', '0123456789'],
    ['async-task-id', '_x-9'],
    ['http-trigger', '_x-9'],
    ['role-to-assume', `${ARN}:role/a`],
    ['role-to-assume', `${ARN}:role/team/a.b_c-d@e`],
    ['oidc-provider-arn', `${ARN}:oidc-provider/a`],
    ['role-session-name', 'A.z@9_-'],
  ] as const)('`%s: %s`', async ([input, text]) => {
    expect(await read(input, text)).toMatchObject({ problems: [], warnings: [] });
  });
});

describe('refused', () => {
  const names = ['9x', '-x', 'x.y', 'x y', 'é', 'x!', '!x', 'x\ny'];

  test.for([
    ['region', ['cn', 'c-hangzhou', 'cn-', '-hangzhou', '!cn-x', 'cn-x!', 'CN-X', 'cn--x', '1n-x']],
    ['service-name', names],
    ['function-name', [...names, 'x$', '$x', 'x$y$z', 'x$9', '!x$y', 'x$y!']],
    ['qualifier', ['x.y', 'x y', 'é', '!x', 'x!']],
    ['compare-with', ['x.y', 'x y', 'é', '!x', 'x!']],
    ['account-id', ['12345x', 'x12345', '１２３４５６', '123 456']],
    ['async-task-id', names],
    ['http-trigger', names],
    ['role-session-name', ['a b', 'é!', '!ab', 'ab!', 'a/b']],
  ] as const)('as `%s`: %j', async ([input, texts]) => {
    for (const text of texts) {
      expect((await read(input, text)).problems).toEqual([
        expect.stringMatching(`^\`${input}\` must be `),
      ]);
    }
  });

  test.for([
    ['role-to-assume', `${EXAMPLE_ARN}:role/my-role`, 'role'],
    ['oidc-provider-arn', `${EXAMPLE_ARN}:oidc-provider/my-oidc-provider`, 'oidc-provider'],
  ] as const)('as `%s`: what is not an ARN of its kind', async ([input, problem, kind]) => {
    for (const text of [
      'invoker',
      ARN,
      `${ARN}:${kind}/`,
      `${ARN}:${kind}/a b`,
      `${ARN}:${kind}/a:b`,
      `${ARN}:user/a`,
      `acs:ram::x:${kind}/a`,
      `acs:ram:::${kind}/a`,
      `x${ARN}:${kind}/a`,
      `${ARN}x:${kind}/a`,
    ]) {
      expect((await read(input, text)).problems).toEqual([
        expect.stringContaining(`\`${input}\` ${problem}, but is `),
      ]);
    }
  });

  test.for([
    // What JavaScript would read as a number.
    '1e2',
    '0x10',
    '+5',
    '5.0',
    '1_0',
    '0b1',
    'Infinity',
  ])('as `attempts`: %s', async (text) => {
    expect((await read('attempts', text)).problems).not.toEqual([]);
  });
});

describe('what was probably meant is named: `region: %s`', () => {
  test.for([
    [`${'x'.repeat(117)}cn-hangzhou!`, 'cn-hangzhou'],
    [`${'x'.repeat(118)}cn-hangzhou!`, undefined],
    ['https://fcv3.AP-SOUTHEAST-1.aliyuncs.com', 'ap-southeast-1'],
    ['Singapore', undefined],
    ['beijing', 'cn-beijing'],
  ] as const)('%s: %s', async ([text, region]) => {
    const advice = region === undefined ? '$' : `; did you mean \`${region}\`\\?$`;

    expect((await readStep({ region: text })).problems).toEqual([
      expect.stringMatching(
        `^\`region\` must be a region ID such as cn-hangzhou, but is ".*"${advice}`,
      ),
    ]);
  });

  test('of an unknown one by its beginning, however long it is', async () => {
    const { warnings } = await readStep({ region: `cn-${'x'.repeat(125)}-us-west-1-us-west-1` });

    expect(warnings).toEqual([expect.stringMatching(/did you mean (?!us-west-1)[\w-]+\?$/)]);
  });
});

describe('the endpoint of Log Service', () => {
  const FULL = { 'log-type': 'full' };

  test.for([
    ['', 'https', 'cn-hangzhou.log.aliyuncs.com'],
    ['cn-hangzhou-intranet.log.aliyuncs.com', 'https', 'cn-hangzhou-intranet.log.aliyuncs.com'],
    ['https://log.example:8443/', 'https', 'log.example:8443'],
    ['http://localhost:9000', 'http', 'localhost:9000'],
    ['http://127.0.0.1', 'http', '127.0.0.1'],
    ['http://[::1]:9000', 'http', '[::1]:9000'],
  ] as const)('may be %j', async ([text, protocol, host]) => {
    const { problems, warnings, inputs } = await readStep({ ...FULL, 'log-endpoint': text });

    expect([...problems, ...warnings]).toEqual([]);
    expect(inputs?.logEndpoint).toEqual({ protocol, host });
  });

  test.for([
    'http://log.example',
    'HTTP://10.0.0.1',
    'http://localhost.example',
    'ftp://log.example',
    'https://a@log.example',
    'https://log.example/logstores',
    'https://log.example?x',
  ])('may not be %j', async (text) => {
    expect((await readStep({ ...FULL, 'log-endpoint': text })).problems).toEqual([
      expect.stringMatching(/^`log-endpoint` must (?:be|use) /),
    ]);
  });

  test('is that of the region', async () => {
    const { inputs } = await readStep({ ...FULL, region: 'ap-southeast-1' });

    expect(inputs?.logEndpoint?.host).toBe('ap-southeast-1.log.aliyuncs.com');
  });

  test.for(['tail', 'none'])('is of no use with `log-type: %s`', async (type) => {
    const { problems, inputs } = await readStep({
      'log-type': type,
      'log-endpoint': 'log.example',
    });

    expect(problems).toEqual([]);
    expect(inputs).toMatchObject({ logEndpoint: undefined });
  });
});

describe('an HTTP trigger', () => {
  test.for([
    [
      'HTTPS://web.example',
      { kind: 'trigger-url', url: { host: 'web.example', protocol: 'https:' } },
    ],
    ['http://localhost:9000/a', { kind: 'trigger-url', url: { host: 'localhost:9000' } }],
    ['https://web.example/a\u00e9', { kind: 'trigger-url', url: { pathname: '/a%C3%A9' } }],
    ['TRUE', { kind: 'trigger', which: 'of-qualifier' }],
    ['web', { kind: 'trigger', which: { name: 'web' } }],
    ['false', { kind: 'api' }],
  ] as const)('may be %j', async ([text, channel]) => {
    const { problems, request } = await readStep({ 'http-trigger': text });

    expect(problems).toEqual([]);
    expect(request?.channel).toMatchObject(channel);
  });

  test.for([
    'https:///x',
    'https://web.example/a\\b',
    'https://web.example/?a\\b\u0085',
    'https://web.example/?a\nb',
    'https://a b/',
    'http://',
    'x'.repeat(129),
  ])('may not be %j', async (text) => {
    expect((await readStep({ 'http-trigger': text })).problems).toHaveLength(1);
  });

  test.for([
    ['web.example', true],
    ['web.example:80', true],
    ['web.example/x', true],
    ['web.example?x', true],
    ['my-web.example', true],
    ['web.', false],
    ['.', false],
    ['web example.test', false],
    ['web.example test', false],
    ['@web.example', false],
  ] as const)('is told that a URL begins with https://: %s, %s', async ([text, isTold]) => {
    expect((await readStep({ 'http-trigger': text })).problems).toEqual([
      isTold
        ? expect.stringMatching(/; a URL begins with https:\/\/$/)
        : expect.not.stringContaining('begins'),
    ]);
  });

  test('that is wrong does not hide that the event is', async () => {
    const { problems } = await readStep({ 'http-trigger': 'a b', event: '{"path": "x"}' });

    expect(problems).toEqual([
      expect.stringContaining('`http-trigger` must be'),
      expect.stringContaining('`event` must have a path that begins with /'),
    ]);
  });
});

describe('the expectations of `expect`', () => {
  test('are read, comments left out', async () => {
    const { inputs } = await readStep({ expect: '# first\n`true`\n\n statusCode == `200`' });

    expect(inputs?.plan.cases[0].gate.expectations).toHaveLength(2);
    expect((await readStep({})).inputs?.plan.cases[0].gate.expectations).toEqual([]);
  });

  test('are refused by line and column, all together', async () => {
    const { problems } = await readStep({ expect: 'statusCode ==\n`true`\n  a b' });

    expect(problems).toEqual([
      expect.stringMatching(/^`expect` is wrong in line 1, column \d+: /),
      expect.stringMatching(/^`expect` is wrong in line 3, column \d+: /),
    ]);
  });
});

describe('the paths of `compare-ignore`', () => {
  const COMPARE = { 'compare-with': 'live' };

  test('are read, comments left out', async () => {
    const { inputs } = await readStep({ ...COMPARE, 'compare-ignore': '# first\nat\n\n a.b' });

    expect(inputs?.plan.baseline).toMatchObject({
      qualifier: 'live',
      ignored: [
        { text: 'at', line: 2 },
        { text: 'a.b', line: 4 },
      ],
    });
    expect((await readStep(COMPARE)).inputs?.plan.baseline?.ignored).toEqual([]);
  });

  test('are refused by line and column, all together', async () => {
    const { problems } = await readStep({ ...COMPARE, 'compare-ignore': 'a b\nat\n  a.' });

    expect(problems).toEqual([
      expect.stringMatching(/^`compare-ignore` is wrong in line 1, column 1: /),
      expect.stringMatching(/^`compare-ignore` is wrong in line 3, column 5: /),
    ]);
  });
});
