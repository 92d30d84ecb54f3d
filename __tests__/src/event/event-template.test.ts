import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventFromTemplate, TEMPLATE_NAMES, type TemplateName } from '../../../src/event/template';
import { fill } from '../../../src/event/template-placeholders';
import type { JsonOf } from '../../../src/json';
import type { GitHubContext } from '../../../src/runner/github-context';

const CONTEXT = {
  region: 'cn-shanghai',
  accountId: '9876543210987654',
  time: new Date('2026-01-02T03:04:05.678Z'),
  id: '0b5f6a52-3c1d-4e8f-9a70-b1c2d3e4f506',
};
const MILLISECONDS = 1767323045678;
const SECONDS = 1767323045;

const RUN: GitHubContext = {
  repository: 'octo-org/shop',
  ref: 'refs/heads/main',
  sha: '3f786850e387550fdab836ed7e6dc881de23001b',
  actor: 'octocat',
  workflow: 'Deploy',
  job: 'smoke-test',
  runId: 1234567890,
  runNumber: 17,
  runAttempt: 1,
  runUrl: 'https://github.com/octo-org/shop/actions/runs/1234567890',
  eventName: 'release',
  event: { action: 'published', release: { tag_name: 'v1.2.0' } },
};

async function send(
  name: TemplateName,
  patch?: string | Uint8Array,
  context = CONTEXT,
): Promise<Json> {
  const bytes = typeof patch === 'string' ? Buffer.from(patch) : patch;
  const event = await eventFromTemplate(name, bytes, context, async () => RUN);
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(event));
}

async function refusal(name: TemplateName, patch: string | Uint8Array): Promise<string> {
  try {
    await send(name, patch);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('The patch was accepted');
}

/** A value with every leaf replaced by the name of its type; a list has one shape for each item. */
function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

type Json = JsonOf<number>;

const ENVELOPE = {
  id: 'string',
  source: 'string',
  specversion: 'string',
  type: 'string',
  datacontenttype: 'string',
  subject: 'string',
  time: 'string',
};

function cloudEvent(data: Json): Json {
  return {
    ...ENVELOPE,
    aliyunaccountid: 'string',
    aliyunpublishtime: 'string',
    aliyunoriginalaccountid: 'string',
    aliyuneventbusname: 'string',
    aliyunregionid: 'string',
    aliyunpublishaddr: 'string',
    data,
  };
}

function cdnEvent(eventParameter: Json): Json {
  return {
    events: [
      {
        eventName: 'string',
        eventVersion: 'string',
        eventSource: 'string',
        region: 'string',
        eventTime: 'string',
        traceId: 'string',
        resource: { domain: 'string' },
        eventParameter,
        userIdentity: { aliUid: 'string' },
      },
    ],
  };
}

const LOG_FILE_CREATED = {
  domain: 'string',
  endTime: 'number',
  fileSize: 'number',
  filePath: 'string',
  startTime: 'number',
};
const CACHED_OBJECTS = {
  objectPath: ['string', 'string'],
  createTime: 'number',
  domain: 'string',
  completeTime: 'number',
  objectType: 'string',
  taskId: 'number',
};

/** The documented shapes. */
const SHAPES: Record<TemplateName, Json> = {
  http: {
    version: 'string',
    rawPath: 'string',
    headers: { Accept: 'string', 'Content-Type': 'string', Host: 'string', 'User-Agent': 'string' },
    queryParameters: { name: 'string' },
    body: 'string',
    isBase64Encoded: 'boolean',
    requestContext: {
      accountId: 'string',
      domainName: 'string',
      domainPrefix: 'string',
      requestId: 'string',
      time: 'string',
      timeEpoch: 'string',
      http: {
        method: 'string',
        path: 'string',
        protocol: 'string',
        sourceIp: 'string',
        userAgent: 'string',
      },
    },
  },
  'api-gateway': {
    path: 'string',
    httpMethod: 'string',
    headers: { 'Content-Type': 'string', 'X-Ca-Request-Id': 'string' },
    queryParameters: { verbose: 'string' },
    pathParameters: { id: 'string' },
    body: 'string',
    isBase64Encoded: 'boolean',
  },
  oss: {
    events: [
      {
        eventName: 'string',
        eventSource: 'string',
        eventTime: 'string',
        eventVersion: 'string',
        oss: {
          bucket: { arn: 'string', name: 'string', ownerIdentity: 'string' },
          object: {
            deltaSize: 'number',
            eTag: 'string',
            key: 'string',
            size: 'number',
            objectMeta: { mimeType: 'string', userMeta: { 'x-oss-meta-author': 'string' } },
          },
          ossSchemaVersion: 'string',
          ruleId: 'string',
        },
        region: 'string',
        requestParameters: { sourceIPAddress: 'string' },
        responseElements: { requestId: 'string' },
        userIdentity: { principalId: 'string' },
      },
    ],
  },
  sls: {
    parameter: {},
    source: {
      endpoint: 'string',
      projectName: 'string',
      logstoreName: 'string',
      shardId: 'number',
      beginCursor: 'string',
      endCursor: 'string',
    },
    jobName: 'string',
    taskId: 'string',
    cursorTime: 'number',
  },
  cdn: cdnEvent(LOG_FILE_CREATED),
  'mns-topic': {
    TopicOwner: 'string',
    Message: 'string',
    Subscriber: 'string',
    PublishTime: 'number',
    SubscriptionName: 'string',
    MessageMD5: 'string',
    TopicName: 'string',
    MessageId: 'string',
  },
  'mns-queue': [cloudEvent({ requestId: 'string', messageId: 'string', messageBody: 'string' })],
  tablestore: {
    Version: 'string',
    Records: [
      {
        Type: 'string',
        Info: { Timestamp: 'number' },
        PrimaryKey: [{ ColumnName: 'string', Value: 'string' }],
        Columns: [
          { Type: 'string', ColumnName: 'string', Value: 'string', Timestamp: 'number' },
          { Type: 'string', ColumnName: 'string', Value: 'number', Timestamp: 'number' },
        ],
      },
    ],
  },
  timer: { triggerTime: 'string', triggerName: 'string', payload: 'string' },
  eventbridge: cloudEvent({ orderId: 'string', amount: 'number' }),
  kafka: [
    // FC 3.0 documents no `aliyun…` fields here.
    {
      ...ENVELOPE,
      data: {
        topic: 'string',
        partition: 'number',
        offset: 'number',
        timestamp: 'number',
        headers: { headers: [], isReadOnly: 'boolean' },
        key: 'string',
        value: 'string',
      },
    },
  ],
  rocketmq: [
    cloudEvent({
      topic: 'string',
      systemProperties: {
        MIN_OFFSET: 'string',
        TRACE_ON: 'string',
        MAX_OFFSET: 'string',
        MSG_REGION: 'string',
        KEYS: 'string',
        CONSUME_START_TIME: 'number',
        TAGS: 'string',
        INSTANCE_ID: 'string',
      },
      userProperties: {},
      body: 'string',
    }),
  ],
  rabbitmq: [
    cloudEvent({
      envelope: {
        deliveryTag: 'number',
        exchange: 'string',
        redeliver: 'boolean',
        routingKey: 'string',
      },
      body: { greeting: 'string' },
      props: { contentEncoding: 'string', messageId: 'string' },
    }),
  ],
  github: {
    repository: 'string',
    ref: 'string',
    sha: 'string',
    actor: 'string',
    workflow: 'string',
    job: 'string',
    run_id: 'number',
    run_number: 'number',
    run_attempt: 'number',
    run_url: 'string',
    event_name: 'string',
    event: { action: 'string', release: { tag_name: 'string' } },
  },
};

const CDN_EVENT_PARAMETERS: [string, Json][] = [
  ['LogFileCreated', LOG_FILE_CREATED],
  ['CachedObjectsRefreshed', CACHED_OBJECTS],
  ['CachedObjectsPushed', CACHED_OBJECTS],
  ['CdnDomainStarted', { domain: 'string', status: 'string' }],
  ['CdnDomainStopped', { domain: 'string', status: 'string' }],
  ['CdnDomainAdded', { domain: 'string' }],
  ['CdnDomainDeleted', { domain: 'string' }],
];

describe.each(TEMPLATE_NAMES)('%s', (name) => {
  test('has the documented shape', async () => {
    expect(shapeOf(await send(name))).toEqual(SHAPES[name]);
  });

  test('has no placeholder left', async () => {
    expect(JSON.stringify(await send(name))).not.toMatch(/\{\{[\w.]+\}\}|undefined|NaN/);
  });

  test('is the same with an empty patch', async () => {
    expect(await send(name, '{}')).toEqual(await send(name));
  });
});

describe('what tells the events of triggers apart', () => {
  test.each<[TemplateName, object]>([
    ['http', { version: 'v1' }],
    ['oss', { events: [{ eventSource: 'acs:oss', eventVersion: '1.0' }] }],
    ['cdn', { events: [{ eventSource: 'cdn', eventVersion: '1.0.0' }] }],
    ['tablestore', { Version: 'Sync-v1', Records: [{ Type: 'PutRow' }] }],
    ['eventbridge', { specversion: '1.0' }],
    ['mns-queue', [{ specversion: '1.0', type: 'mns:Queue:SendMessage' }]],
    ['rocketmq', [{ specversion: '1.0', type: 'mq:Topic:SendMessage' }]],
    ['rabbitmq', [{ specversion: '1.0', type: 'amqp:Queue:SendMessage' }]],
    ['kafka', [{ specversion: '1.0', source: 'acs:alikafka', type: 'alikafka:Topic:Message' }]],
  ])('%s', async (name, marks) => {
    expect(await send(name)).toMatchObject(marks);
  });

  test('the MD5 of mns-topic is that of its message', async () => {
    const event = await send('mns-topic');
    const message = 'Hello from the topic';
    const md5 = createHash('md5').update(message).digest('hex').toUpperCase();
    expect(event).toMatchObject({ Message: message, MessageMD5: md5 });
  });
});

describe('times', () => {
  test.each<[TemplateName, object]>([
    ['timer', { triggerTime: '2026-01-02T03:04:05Z' }],
    ['http', { requestContext: { time: '2026-01-02T03:04:05Z', timeEpoch: String(MILLISECONDS) } }],
    ['oss', { events: [{ eventTime: '2026-01-02T03:04:05.678Z' }] }],
    ['sls', { cursorTime: SECONDS }],
    [
      'cdn',
      {
        events: [
          {
            eventTime: '2026-01-02T11:04:05+08:00',
            eventParameter: { startTime: SECONDS - 300, endTime: SECONDS },
          },
        ],
      },
    ],
    ['mns-topic', { PublishTime: MILLISECONDS }],
    [
      'tablestore',
      {
        Records: [
          {
            Info: { Timestamp: MILLISECONDS * 1000 },
            Columns: [{ Timestamp: MILLISECONDS }, { Timestamp: MILLISECONDS }],
          },
        ],
      },
    ],
    [
      'eventbridge',
      { time: '2026-01-02T03:04:05.678Z', aliyunpublishtime: '2026-01-02T03:04:05.678Z' },
    ],
    ['kafka', [{ data: { timestamp: MILLISECONDS } }]],
    ['rocketmq', [{ data: { systemProperties: { CONSUME_START_TIME: MILLISECONDS } } }]],
  ])('%s', async (name, times) => {
    expect(await send(name)).toMatchObject(times);
  });
});

describe('IDs', () => {
  const HEX = '0B5F6A523C1D4E8F9A70B1C2D3E4F506';

  test.each<[TemplateName, object]>([
    // `1-`, the time in hexadecimal seconds, 24 digits.
    [
      'http',
      { requestContext: { requestId: `1-${SECONDS.toString(16)}-0b5f6a523c1d4e8f9a70b1c2` } },
    ],
    ['oss', { events: [{ responseElements: { requestId: HEX.slice(0, 24) } }] }],
    ['mns-topic', { MessageId: HEX }],
    ['sls', { taskId: CONTEXT.id }],
  ])('%s', async (name, ids) => {
    expect(await send(name)).toMatchObject(ids);
  });
});

test('a sample with a placeholder that has no value is a defect', () => {
  const values = new Map([['a.b', 1]]);

  expect(
    fill({ x: ['{{a.b}}', '{{a.b}}{{a.b}}', 'v{{a.b}}', '{{a.b}}v', null, 7] }, values),
  ).toEqual({ x: [1, '11', 'v1', '1v', null, 7] });
  expect(() => fill(['{{nothing}}'], values)).toThrow('no value for {{nothing}}');
  expect(() => fill(['{{nothing}} in it'], values)).toThrow('no value for {{nothing}}');
});

describe('account and region', () => {
  test('are those of the inputs', async () => {
    expect(await send('oss')).toMatchObject({
      events: [
        {
          region: 'cn-shanghai',
          oss: {
            bucket: {
              arn: 'acs:oss:cn-shanghai:9876543210987654:sample-bucket',
              ownerIdentity: '9876543210987654',
            },
          },
        },
      ],
    });
  });

  test('an account that is not known is replaced by a fictitious one', async () => {
    const event = await send('mns-topic', undefined, { ...CONTEXT, accountId: '' });
    expect(event).toMatchObject({ TopicOwner: '1234567890123456' });
  });
});

describe('cdn', () => {
  test.each(CDN_EVENT_PARAMETERS)('%s is chosen by its name', async (eventName, parameter) => {
    const event = await send('cdn', JSON.stringify({ eventName }));
    expect(shapeOf(event)).toEqual(cdnEvent(parameter));
    expect(event).toMatchObject({ events: [{ eventName }] });
  });

  test('the rest of the patch is merged', async () => {
    const event = await send('cdn', '{"eventName":"CdnDomainAdded","note":1}');
    expect(event).toMatchObject({ events: [{ eventName: 'CdnDomainAdded' }], note: 1 });
    expect(event).not.toHaveProperty('eventName');
  });

  test('events are replaced as a whole, as RFC 7396 says of arrays', async () => {
    const events = [{ eventName: 'CachedObjectsBlocked' }];
    expect(await send('cdn', JSON.stringify({ events }))).toEqual({ events });
  });

  test.each(['"cdndomainstarted"', '"toString"', '7', 'null'])(
    'refuses the unknown eventName %s',
    async (eventName) => {
      expect(await refusal('cdn', `{"eventName":${eventName}}`)).toBe(
        `must have one of LogFileCreated, CachedObjectsRefreshed, CachedObjectsPushed, CdnDomainStarted, CdnDomainStopped, CdnDomainAdded, CdnDomainDeleted as the \`eventName\` that chooses the CDN event, but has ${eventName}; for another event give all of it in \`events\``,
      );
    },
  );
});

describe('a patch', () => {
  test('is merged into a template that is an object', async () => {
    expect(await send('timer', '{"payload":"nightly","triggerName":null,"more":[1]}')).toEqual({
      triggerTime: '2026-01-02T03:04:05Z',
      payload: 'nightly',
      more: [1],
    });
  });

  test('chooses an event only for cdn', async () => {
    expect(await send('timer', '{"eventName":"CdnDomainAdded"}')).toMatchObject({
      triggerName: expect.any(String),
      eventName: 'CdnDomainAdded',
    });
  });

  test('is merged into the first element of a template that is an array', async () => {
    const before = await send('mns-queue');
    const after = await send('mns-queue', '{"data":{"messageBody":"hi","requestId":null}}');
    expect(before).toMatchObject([{ data: { messageBody: 'Hello from the queue' } }]);
    expect(shapeOf(after)).toEqual([cloudEvent({ messageId: 'string', messageBody: 'string' })]);
    expect(after).toMatchObject([{ data: { messageBody: 'hi' } }]);
  });

  test.each(['[{"a":1},{"b":2}]', '"text"', '5', 'false', 'null'])(
    'that is no object replaces the whole: %s',
    async (patch) => {
      for (const name of ['timer', 'kafka', 'cdn'] as const) {
        expect(JSON.stringify(await send(name, patch))).toBe(patch);
      }
    },
  );

  test('may begin with a byte order mark', async () => {
    expect(await send('timer', '\uFEFF{"payload":"x"}')).toMatchObject({ payload: 'x' });
  });

  test('is not searched for placeholders', async () => {
    expect(await send('timer', '{"payload":"{{region}}"}')).toMatchObject({
      payload: '{{region}}',
    });
  });

  test('keeps text outside of ASCII', async () => {
    expect(await send('timer', '{"payload":"你好 🚀"}')).toMatchObject({ payload: '你好 🚀' });
  });

  test('keeps the digits of its numbers', async () => {
    const patch = '{"id":1234567890123456789,"data":{"price":1.10,"huge":1e400}}';
    const template = Buffer.from(patch);
    const bytes = await eventFromTemplate('eventbridge', template, CONTEXT, async () => RUN);
    const text = Buffer.from(bytes).toString();
    expect(text).toContain('"id":1234567890123456789');
    expect(text).toContain('"price":1.10,"huge":1e400');
  });

  test('that is no JSON is refused', async () => {
    const message = await refusal('timer', 'hello\n::error::x');
    expect(message).toMatch(
      /^must be JSON when `event-template` is given, since it is merged into the template timer, but is not \(.*hello.*\); correct it, or leave out `event-template` to send it as it is$/,
    );
  });

  test('that is empty is refused', async () => {
    expect(await refusal('timer', '')).toContain('unexpected end of the text');
  });

  test('that is not UTF-8 is refused', async () => {
    expect(await refusal('timer', Uint8Array.of(0x22, 0xff, 0x22))).toMatch(/^must be JSON.*utf-8/);
  });
});

describe('github', () => {
  test('holds the run and the event as they are', async () => {
    expect(await send('github')).toEqual({
      repository: RUN.repository,
      ref: RUN.ref,
      sha: RUN.sha,
      actor: RUN.actor,
      workflow: RUN.workflow,
      job: RUN.job,
      run_id: RUN.runId,
      run_number: RUN.runNumber,
      run_attempt: RUN.runAttempt,
      run_url: RUN.runUrl,
      event_name: RUN.eventName,
      event: RUN.event,
    });
  });

  test('text of the run is not searched for placeholders', async () => {
    const run = { ...RUN, workflow: '{{region}}', event: { title: '{{github.sha}} {{nothing}}' } };
    const event = await eventFromTemplate('github', undefined, CONTEXT, async () => run);
    expect(JSON.parse(Buffer.from(event).toString())).toMatchObject({
      workflow: '{{region}}',
      event: { title: '{{github.sha}} {{nothing}}' },
    });
  });

  test('outside of a workflow run is refused', async () => {
    const outside = async () => {
      throw new Error('no repository');
    };
    await expect(eventFromTemplate('github', undefined, CONTEXT, outside)).rejects.toThrow(
      'cannot be sent as the template github, which needs the context of a workflow run, but has none (no repository); run this action in a workflow, or choose another template',
    );
  });

  test('is the only template that asks for the run', async () => {
    const never = async () => {
      throw new Error('asked');
    };
    for (const name of TEMPLATE_NAMES.filter((name) => name !== 'github')) {
      await eventFromTemplate(name, undefined, CONTEXT, never);
    }
  });
});

describe('docs/event-templates.md', () => {
  const docs = readFileSync(new URL('../../../docs/event-templates.md', import.meta.url), 'utf8');

  test('describes every template, and no other', () => {
    const described = [...docs.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name);
    expect(described).toEqual(TEMPLATE_NAMES);
  });

  test.each(CDN_EVENT_PARAMETERS)('names the CDN event %s', (eventName) => {
    expect(docs).toContain(`\`${eventName}\``);
  });
});
