/** The contract's section "Inputs", row by row. */
import { describe, expect, test } from 'vitest';
import { readStep, workspaceWith } from './inputs-in-process';

const ROLE = { 'role-to-assume': 'acs:ram::1234567890123456:role/invoker' };
const PROVIDER = { 'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github' };
const ASYNC = { 'invocation-type': 'async' };

describe('a required input', () => {
  test.for(['region', 'function-name'])('%s must not be empty', async (name) => {
    expect((await readStep({ [name]: ' ' })).problems).toEqual([
      `\`${name}\` is required but not set; an expression that is empty counts as not set`,
    ]);
  });
});

describe('a value that is allowed', () => {
  const only = (expected: object) => ({ plan: { cases: [expected] } });
  const target = (expected: object) => only({ request: { target: expected } });
  const mode = (expected: object) => only({ request: { mode: expected } });
  const gate = (expected: object) => only({ gate: expected });

  test.for([
    ['region', 'ap-southeast-1', target({ region: 'ap-southeast-1' })],
    ['function-name', 'shop$order_api-2', target({ functionName: 'shop$order_api-2' })],
    ['service-name', 'shop', target({ serviceName: 'shop' })],
    ['qualifier', ' prod ', target({ qualifier: 'prod' })],
    ['qualifier', '', target({ qualifier: 'LATEST' })],
    ['qualifier', '12', target({ qualifier: '12' })],
    ['account-id', '12345678901234567890', target({ accountId: '12345678901234567890' })],
    [
      'endpoint',
      'http://127.0.0.1:9000',
      target({ endpoint: { protocol: 'http', host: '127.0.0.1:9000' } }),
    ],
    ['endpoint', 'fc.example', target({ endpoint: { protocol: 'https', host: 'fc.example' } })],
    ['invocation-type', 'ASYNC', mode({ type: 'async' })],
    ['log-type', 'None', mode({ logType: 'none' })],
    ['log-type', 'Full', mode({ logType: 'full' })],
    ['fail-on', 'Unhandled', gate({ failOn: 'unhandled' })],
    ['on-cancel', 'STOP', mode({ type: 'sync' })],
    ['show-result', 'FALSE', { showResult: false }],
    ['http-trigger', 'False', only({ request: { channel: { kind: 'api' } } })],
    ['timeout', ' 86400 ', only({ timeoutSeconds: 86_400 })],
    ['timeout', '', only({ timeoutSeconds: 600 })],
  ] as const)('`%s: %s`', async ([name, value, expected]) => {
    const { inputs, problems, warnings } = await readStep({ [name]: value });

    expect([...problems, ...warnings]).toEqual([]);
    expect(inputs).toMatchObject(expected);
  });

  test('`event` is not trimmed', async () => {
    const { request } = await readStep({ event: ' x\n' });

    expect(Buffer.from(request?.payload ?? []).toString()).toBe(' x\n');
  });
});

describe('a value that is not allowed names the input, what is allowed, and what came', () => {
  const seconds = (min: number, max: number) =>
    `must be a whole number from ${min} to ${max} seconds, in digits`;
  const count = (min: number, max: number) =>
    `must be a whole number from ${min} to ${max}, in digits`;
  const region = 'must be a region ID such as cn-hangzhou';
  const name =
    'must be the name of a function: a letter or underscore, then letters, digits, underscores and hyphens';
  const arn = 'acs:fc:cn-hangzhou:1234567890123456';

  test.for([
    // The value that was probably meant is named if one is close.
    ['invocation-type', 'synch', 'must be one of sync, async', 'did you mean `sync`?'],
    ['invocation-type', 'maybe', 'must be one of sync, async'],
    ['log-type', 'tial', 'must be one of tail, full, none', 'did you mean `tail`?'],
    ['log-type', 'tails', 'must be one of tail, full, none', 'did you mean `tail`?'],
    ['fail-on', 'handled', 'must be one of any, unhandled, none', 'did you mean `unhandled`?'],
    ['on-cancel', 'stopp', 'must be one of stop, leave', 'did you mean `stop`?'],
    ['show-result', 'yes', 'must be true or false', 'did you mean `true`?'],
    ['show-result', 'off', 'must be true or false', 'did you mean `false`?'],
    ['show-result', 'ture!', 'must be true or false'],
    ['summary', 'fasle', 'must be true or false', 'did you mean `false`?'],
    ['summary', 'no', 'must be true or false', 'did you mean `false`?'],
    ['timeout', '30s', seconds(1, 86_400), 'did you mean `30`?'],
    ['attempts', '5.0', count(1, 100), 'did you mean `5`?'],
    ['wait-for-update', 'True', seconds(0, 3600), 'did you mean `300`?'],
    ['wait-for-update', 'false', seconds(0, 3600), 'did you mean `0`?'],
    ['wait-for-update', '5m', seconds(0, 3600), 'did you mean `300`?'],
    ['event-template', 'apigateway', expect.any(String), 'did you mean `api-gateway`?'],
    ['region', 'CN-Hangzhou', region, 'did you mean `cn-hangzhou`?'],
    ['region', 'cn_hangzhou', region, 'did you mean `cn-hangzhou`?'],
    ['region', 'hangzhou', region, 'did you mean `cn-hangzhou`?'],
    [
      'region',
      'fcv3.cn-hangzhou-finance.aliyuncs.com',
      region,
      'did you mean `cn-hangzhou-finance`?',
    ],
    ['region', '华东1（杭州）', region],
    ['qualifier', '$LATEST', expect.any(String), 'did you mean `LATEST`?'],
    [
      'qualifier',
      'prod/2',
      'must be a version or an alias: letters, digits, underscores and hyphens',
    ],
    ['function-name', 'fn:prod', name, 'did you mean `function-name: fn` and `qualifier: prod`?'],
    ['function-name', 'fn@3', name, 'did you mean `function-name: fn` and `qualifier: 3`?'],
    [
      'function-name',
      'shop/api',
      name,
      'did you mean `service-name: shop` and `function-name: api`?',
    ],
    [
      'function-name',
      'shop.prod/api',
      name,
      'did you mean `service-name: shop` and `function-name: api` and `qualifier: prod`?',
    ],
    ['function-name', `${arn}:functions/fn`, name, 'did you mean `function-name: fn`?'],
    [
      'function-name',
      `${arn}:functions/fn/prod`,
      name,
      'did you mean `function-name: fn` and `qualifier: prod`?',
    ],
    [
      'function-name',
      `${arn}:services/shop/functions/api`,
      name,
      'did you mean `service-name: shop` and `function-name: api`?',
    ],
    [
      'function-name',
      `${arn}:services/shop.prod/functions/api`,
      name,
      'did you mean `service-name: shop` and `function-name: api` and `qualifier: prod`?',
    ],
    [
      'function-name',
      'http://web.example',
      name,
      'the URL of an HTTP trigger belongs in `http-trigger`',
    ],
    [
      'function-name',
      'see https://web.example',
      name,
      'a name has no dot: a version or alias belongs in `qualifier`, and the handler (`index.handler`) is not named here',
    ],
    [
      'function-name',
      'arn:aws:lambda:us-east-1:123456789012:function:fn',
      name,
      'did you mean `function-name: fn`?',
    ],
    [
      'function-name',
      'index.handler',
      name,
      'a name has no dot: a version or alias belongs in `qualifier`, and the handler (`index.handler`) is not named here',
    ],
    [
      'function-name',
      'https://hello.cn-hangzhou.fcapp.run',
      name,
      'the URL of an HTTP trigger belongs in `http-trigger`',
    ],
    ['function-name', '1st', name],
    [
      'http-trigger',
      'hello.cn-hangzhou.fcapp.run/x',
      'must be true, false, the name of an HTTP trigger or its http(s) URL',
      'a URL begins with https://',
    ],
    [
      'http-trigger',
      'see https://web.example',
      'must be true, false, the name of an HTTP trigger or its http(s) URL',
    ],
    ['sts-endpoint', 'http://sts.example', 'must use https, because a token is sent there'],
  ] as const)('`%s: %s`', async ([input, value, expected, advice]) => {
    const { problems } = await readStep({ [input]: value });

    expect(problems).toHaveLength(1);
    const [, what = '', came = '', then] =
      /^`[\w-]+` (.*?), but is "(.*?)"(?:; (.*))?$/.exec(problems[0] ?? '') ?? [];
    expect(problems[0]).toContain(`\`${input}\``);
    expect(what).toEqual(expected);
    expect(value.startsWith(came.replace(/…$/, '').replace(/^…@/, ''))).toBe(
      !came.startsWith('…@'),
    );
    expect(then).toBe(advice);
  });

  test('and all of them are reported together', async () => {
    const { problems } = await readStep({
      region: 'hangzhou',
      'function-name': '',
      qualifier: 'a b',
      'event-file': 'missing.json',
      wait: 'yes',
      timeout: '10m',
      'fail-on': 'never',
      expects: 'statusCode == `200`',
      'sts-endpoint': 'http://sts.example',
      'source-path': '..',
    });

    expect(problems.map((problem) => /^`([^`]*)`/.exec(problem)?.[1])).toEqual([
      'expects',
      'region',
      'function-name',
      'qualifier',
      'wait',
      'event-file',
      'fail-on',
      'timeout',
      'sts-endpoint',
      'source-path',
    ]);
  });
});

describe('what is unusual is a warning', () => {
  const workspace = () => workspaceWith({ 'events/order.json': '{}', LICENSE: 'MIT' });
  const aPath = '`event` is sent exactly as given, which here is the path of a file';
  const inTheClear =
    'is not encrypted: anyone on the network path can read the event and the result';

  test.for([
    [
      { region: 'cn-hangzou' },
      '`region` cn-hangzou is not a known region; did you mean cn-hangzhou?',
    ],
    [{ qualifier: 'latest' }, '`qualifier` latest is not LATEST'],
    [{ endpoint: 'http://fc.example' }, `\`endpoint\` http://fc.example ${inTheClear}`],
    [
      { 'http-trigger': 'http://web.example/x?y' },
      `\`http-trigger\` http://web.example ${inTheClear}`,
    ],
    [{ event: 'file://events/order.json' }, aPath],
    [{ event: 'events/order.json' }, aPath],
    [{ event: '@events/order.json\n' }, aPath],
    [{ 'source-path': 'missing' }, '`source-path` "missing" is not a folder in the workspace'],
    [
      { 'http-trigger': 'web', event: "{'path': '/'}" },
      '`event` looks like an HTTP request but is not',
    ],
  ] as const)('%j', async ([inputs, warning]) => {
    const step = await readStep(inputs, { workspace: workspace() });

    expect(step.problems).toEqual([]);
    expect(step.warnings).toEqual([expect.stringContaining(warning)]);
  });

  test.for([
    { event: 'events/missing.json' },
    { event: 'LICENSE' },
    { event: '/etc/hosts' },
    { event: '{"file": "events/order.json"}' },
    { event: 'see file://x' },
    { 'http-trigger': 'http://127.0.0.1:9000/x' },
    { 'http-trigger': 'https://web.example/x' },
    { 'source-path': 'events' },
  ])('but not %j', async (inputs) => {
    expect(await readStep(inputs, { workspace: workspace() })).toMatchObject({
      problems: [],
      warnings: [],
    });
  });
});

describe('the URL of an HTTP trigger', () => {
  test.for([
    ['https://web.example', undefined, undefined],
    ['https://web.example/a?q=%C4%E3&flag', undefined, 'q=%C4%E3&flag'],
    ["https://web.example/?a='b c'", undefined, "a='b%20c'"],
    ['https://web.example/a?x=1', '{"path": "/b?y=2", "queries": {"z": 3}}', 'x=1&y=2&z=3'],
  ] as const)('%s with the event %j is asked with the query %j', async ([url, event, query]) => {
    const { request } = await readStep({ 'http-trigger': url, event: event ?? '' });

    expect(request?.channel).toMatchObject({
      kind: 'trigger-url',
      url: { host: 'web.example', search: '' },
      request: { query },
    });
  });

  test.for([
    'https://user:pa55word@web.example/',
    'https://web.example/#fragment',
    'https://web.example/?x#',
    'https://web.example\\@evil.test/',
    'https://web.example/a\tb',
    'https:web.example',
    'https:https://web.example',
    'https://',
    'https://web.example:99999/',
  ])('%j is refused', async (url) => {
    expect((await readStep({ 'http-trigger': url })).problems).toEqual([
      expect.stringContaining(
        '`http-trigger` must be the URL of an HTTP trigger without user info',
      ),
    ]);
  });
});

describe('user info in a malformed URL is in no message', () => {
  const SECRET = 'pa55word';
  const URLS = [
    `https://user:${SECRET}@host/path`,
    `user:${SECRET}@host`,
    `ftp://user:${SECRET}@host`,
    `https://user:${SECRET}@more@host/`,
    `https://user:${SECRET}/more@host`,
    `https:// user:${SECRET} @host`,
    `https://user%3A${SECRET}%40host`,
    `https://user:${SECRET}%2540host`,
    `https:\\\\user:${SECRET}@host`,
    `https://user:${SECRET}＠host`,
    `https://user:${SECRET}${'x'.repeat(200)}@host`,
    `//user:${SECRET}@host`,
  ];
  const INPUTS = [
    'endpoint',
    'sts-endpoint',
    'http-trigger',
    'region',
    'function-name',
    'service-name',
    'qualifier',
    'account-id',
    'timeout',
    'invocation-type',
    'show-result',
    'event-file',
    'event-template',
    'source-path',
    'async-task-id',
    'role-to-assume',
    'oidc-provider-arn',
    'role-session-name',
  ];

  test.for(INPUTS)('of `%s`', async (name) => {
    for (const url of URLS) {
      const { problems, warnings } = await readStep({
        ...ASYNC,
        ...ROLE,
        ...PROVIDER,
        [name]: url,
      });

      expect([...problems, ...warnings].join()).toContain(`\`${name}\``);
      expect([...problems, ...warnings].join()).not.toContain(SECRET);
    }
  });
});
