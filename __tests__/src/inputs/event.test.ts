/** What is sent: `event`, `event-file` and `event-template`, and events that were meant otherwise. */
import { describe, expect, test } from 'vitest';
import { readStep, workspaceWith } from './inputs-in-process';

const FILES = { 'event.json': '{"payload": "of the file"}', 'broken.json': '{', LICENSE: 'MIT' };

const send = async (inputs: Readonly<Record<string, string>>) => {
  const step = await readStep(inputs, { workspace: workspaceWith(FILES) });
  return { ...step, text: Buffer.from(step.request?.payload ?? []).toString() };
};

describe('what is sent', () => {
  test.for([
    [{}, ''],
    [{ event: ' x\n' }, ' x\n'],
    [{ event: ' ' }, ' '],
    [{ 'event-file': 'event.json' }, FILES['event.json']],
    [{ 'event-file': ' event.json\n' }, FILES['event.json']],
  ] as const)('with %j is %j', async ([inputs, text]) => {
    expect(await send(inputs)).toMatchObject({ problems: [], warnings: [], text });
  });

  test.for([
    [{}, expect.any(String)],
    [{ event: '{"payload": "of the event"}' }, 'of the event'],
    [{ 'event-file': 'event.json' }, 'of the file'],
  ] as const)('with a template and %j is the template with it', async ([inputs, payload]) => {
    const { text } = await send({ ...inputs, 'event-template': 'Timer' });

    expect(JSON.parse(text)).toEqual({
      triggerTime: expect.stringMatching(/^\d{4}-.*Z$/),
      triggerName: expect.any(String),
      payload,
    });
  });

  test('with a template names region and account of the inputs', async () => {
    const { text } = await send({ 'event-template': 'oss', 'account-id': '9876543210987654' });

    expect(text).toContain('"arn":"acs:oss:cn-hangzhou:9876543210987654:');
  });

  test('with a template has an ID of its own each time', async () => {
    const [first, second] = [
      await send({ 'event-template': 'sls' }),
      await send({ 'event-template': 'sls' }),
    ];

    expect(first.text).toMatch(/"taskId":"[\da-f-]{36}"/);
    expect(first.text).not.toBe(second.text);
  });
});

describe('a problem with the event is that of the input that made it', () => {
  test.for([
    [{ event: 'x' }, '`event` must be JSON when `event-template` is given'],
    [{ event: ' ' }, '`event` must be JSON when `event-template` is given'],
    [{ 'event-file': 'broken.json' }, '`event-file` must be JSON when `event-template` is given'],
    [
      { 'event-file': 'broken.json', event: '{}' },
      '`event` cannot be used with `event-file`',
      '`event-file` must be JSON when `event-template` is given',
    ],
  ] as const)('%j with a template', async ([inputs, ...problems]) => {
    expect((await send({ ...inputs, 'event-template': 'timer' })).problems).toEqual(
      problems.map((problem) => expect.stringContaining(problem)),
    );
  });

  test('an unknown template is one problem, whatever the event is', async () => {
    expect((await send({ event: 'x', 'event-template': 'cron' })).problems).toEqual([
      expect.stringMatching(/^`event-template` must be one of http, api-gateway, .*github, but is/),
    ]);
  });

  test('a template that makes no request is that of the template', async () => {
    expect((await send({ 'event-template': 'http', 'http-trigger': 'web' })).problems).toEqual([
      expect.stringContaining('`event-template` describes an HTTP request'),
    ]);
  });
});

describe('a file that an event names is advised as `event-file`', () => {
  const advice =
    '`event` is sent exactly as given, which here is the path of a file and not its content; to send the file, use `event-file`';

  test.for([
    'event.json',
    './event.json',
    ' event.json\n',
    '@event.json',
    './LICENSE',
    'file:///etc/hosts',
    'FILE://x',
    `${'./'.repeat(507)}event.json`,
  ])('%j', async (event) => {
    expect(await send({ event })).toMatchObject({ warnings: [advice], text: event });
  });

  test.for([
    // Too long, more than a line, or without a sign of a path.
    `${'./'.repeat(508)}event.json`,
    'event.json\nx',
    'LICENSE',
    // Not there, not a file, or on another machine for all that is known.
    'missing.json',
    '.',
    './@event.json',
    '@@event.json',
    '/etc/hosts',
    '@/etc/hosts',
    'x file://event.json',
    'file:/event.json',
    `./${'x'.repeat(300)}`,
    './event.json/x\0',
  ])('but not for %j', async (event) => {
    expect(await send({ event })).toMatchObject({ warnings: [], text: event });
  });
});
