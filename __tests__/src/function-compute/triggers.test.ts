/** HTTP triggers: which one is called, where, and with what. */
import { describe, expect, test } from 'vitest';
import type { AccessKey } from '../../../src/credentials/access-key';
import type { EventHttpRequest } from '../../../src/event/http-request';
import type { Channel, Invocation, Mode } from '../../../src/function-compute/invocation';
import { authorization } from '../../../src/function-compute/signature';
import type { FunctionTarget } from '../../../src/function-compute/target';
import { lookUpTrigger, TriggerError } from '../../../src/function-compute/trigger-lookup';
import { cancelled } from '../../../src/http/errors';
import { GET_REQUEST } from '../../support/cases';
import { QUEUED, type Reply, ScriptedFc, SYNC } from './scripted-fc';

const CONFIG = { authType: 'anonymous' };

/** A trigger as ListTriggers of FC 3.0 has it. */
function trigger(triggerName: string, rest: object = {}, config: object | string = CONFIG) {
  return {
    triggerName,
    triggerType: 'http',
    qualifier: 'LATEST',
    triggerConfig: typeof config === 'string' ? config : JSON.stringify(config),
    httpTrigger: { urlInternet: `https://${triggerName}.fcapp.run/` },
    ...rest,
  };
}

type Which = Extract<Channel, { kind: 'trigger' }>['which'];

interface LookUp {
  readonly which?: Which;
  readonly request?: Partial<EventHttpRequest>;
  readonly target?: Partial<FunctionTarget>;
}

/** What comes of a look-up: the URL and who signs, or the message of the TriggerError. */
async function lookUp(triggers: readonly object[], { which, request, target }: LookUp = {}) {
  const fc = await ScriptedFc.start({ body: { triggers } });
  const channel = {
    kind: 'trigger',
    which: which ?? 'of-qualifier',
    request: { ...GET_REQUEST, ...request },
  } as const;
  try {
    const { url, authType, isSigned } = await lookUpTrigger(
      fc.target(target),
      channel,
      fc.settings(),
    );
    return `${url.href} ${authType} ${isSigned ? 'signed' : 'unsigned'}`;
  } catch (error) {
    if (error instanceof TriggerError) return error.message;
    throw error;
  }
}

const many = Array.from({ length: 11 }, (_, index) => trigger(`t${index}`, { qualifier: 'q' }));
const ten = (suffix: string) => Array.from({ length: 10 }, (_, index) => `t${index}${suffix}`);

describe('which one', () => {
  const named = (name: string): LookUp => ({ which: { name } });
  test.for([
    ['that of LATEST', [trigger('a'), trigger('b', { qualifier: 'prod' })], {}, 'https://a.'],
    ['one without a qualifier', [trigger('a', { qualifier: '' })], {}, 'https://a.'],
    [
      'that of an alias',
      [trigger('a'), trigger('b', { qualifier: 'prod' })],
      { target: { qualifier: 'prod' } },
      'https://b.',
    ],
    ['one by its name', [trigger('a'), trigger('b', { qualifier: 'q' })], named('b'), 'https://b.'],
    [
      'no other type of trigger',
      [trigger('a', { triggerType: 'timer' }), trigger('b')],
      {},
      'https://b.',
    ],
    [
      'none at all',
      [trigger('a', { triggerType: 'timer' })],
      {},
      'Function f has no HTTP trigger for the qualifier LATEST: it has none at all; create one, or invoke the function without http-trigger',
    ],
    [
      'only others',
      [trigger('a', { qualifier: 'prod' }), trigger('b', { qualifier: '1' })],
      {},
      'Function f has no HTTP trigger for the qualifier LATEST: it has a (prod), b (1); set http-trigger to one of these names, or qualifier to its qualifier',
    ],
    [
      'none of that name',
      [trigger('a')],
      named('b'),
      'Function f has no HTTP trigger named b: it has a (LATEST); set http-trigger to one of these names, or qualifier to its qualifier',
    ],
    [
      'eleven others, of which ten are listed',
      many,
      {},
      `Function f has no HTTP trigger for the qualifier LATEST: it has ${ten(' (q)').join(', ')}, …; set http-trigger to one of these names, or qualifier to its qualifier`,
    ],
    [
      'several of a qualifier',
      [trigger('a'), trigger('b')],
      {},
      'Function f has several HTTP triggers for the qualifier LATEST (a, b); set http-trigger to the name of one',
    ],
    [
      'ten of a qualifier, all listed',
      many.slice(0, 10),
      { target: { qualifier: 'q' } },
      `Function f has several HTTP triggers for the qualifier q (${ten('').join(', ')}); set http-trigger to the name of one`,
    ],
    [
      'several of a name',
      [trigger('a'), trigger('a')],
      named('a'),
      'Function f has several HTTP triggers named a (a, a); set http-trigger to the name of one',
    ],
  ] as const satisfies readonly (readonly [string, readonly object[], LookUp, string])[])(
    '%s',
    async ([, triggers, options, expected]) => {
      const outcome = await lookUp(triggers, options);

      expect(outcome.slice(0, expected.length)).toBe(expected);
    },
  );
});

describe('where, and who signs', () => {
  const urls = (httpTrigger: object, rest: object = {}) => ({ httpTrigger, ...rest });
  const both = { urlInternet: 'https://a.fcapp.run/', urlIntranet: 'https://a-vpc.fcapp.run/' };
  const ANYWHERE = { urlInternet: 'https://else.example/' };
  const SIGNED = { authType: 'function' };
  const NOT_HTTPS =
    'The URL that FC returned for HTTP trigger a is not an https URL without user info; set http-trigger to the right URL';

  test.for([
    ['the internet', urls(both), CONFIG, 'https://a.fcapp.run/ anonymous unsigned'],
    [
      'a VPC, where the internet is off',
      urls(both),
      { ...CONFIG, disableURLInternet: true },
      'https://a-vpc.fcapp.run/ anonymous unsigned',
    ],
    [
      'the internet, where something else is written',
      urls(both),
      { ...CONFIG, disableURLInternet: 'true' },
      'https://a.fcapp.run/ anonymous unsigned',
    ],
    [
      'a VPC, the only URL',
      urls({ urlIntranet: both.urlIntranet }),
      CONFIG,
      'https://a-vpc.fcapp.run/ anonymous unsigned',
    ],
    ['FC 2.0’s place', urls({}, both), CONFIG, 'https://a.fcapp.run/ anonymous unsigned'],
    [
      'FC 2.0’s place, of a VPC',
      urls({}, { urlIntranet: both.urlIntranet }),
      CONFIG,
      'https://a-vpc.fcapp.run/ anonymous unsigned',
    ],
    [
      'nowhere',
      urls({}),
      CONFIG,
      'FC returned no URL for HTTP trigger a; set http-trigger to its URL',
    ],
    [
      'nowhere but the internet, which is off',
      urls({ urlInternet: both.urlInternet }),
      { ...CONFIG, disableURLInternet: true },
      'FC returned no URL for HTTP trigger a; set http-trigger to its URL',
    ],
    ['anywhere, unsigned', urls(ANYWHERE), CONFIG, 'https://else.example/ anonymous unsigned'],
    [
      'anywhere, signed',
      urls(ANYWHERE),
      SIGNED,
      'The URL that FC returned for HTTP trigger a points to else.example, but a signed request is sent only to hosts under fcapp.run or fc.aliyuncs.com, or to the endpoint; set http-trigger to its URL to call it unsigned',
    ],
    ['FC’s host, signed', urls(both), SIGNED, 'https://a.fcapp.run/ function signed'],
    [
      'FC’s older host, signed',
      urls({ urlInternet: 'https://1.cn-hangzhou.fc.aliyuncs.com/2016-08-15/proxy/s/f/' }),
      SIGNED,
      'https://1.cn-hangzhou.fc.aliyuncs.com/2016-08-15/proxy/s/f/ function signed',
    ],
    [
      'the domain itself, signed',
      urls({ urlInternet: 'https://fcapp.run/' }),
      SIGNED,
      'https://fcapp.run/ function signed',
    ],
    [
      'loopback, unsigned',
      urls({ urlInternet: 'http://127.0.0.1:9/' }),
      CONFIG,
      'http://127.0.0.1:9/ anonymous unsigned',
    ],
    ['plain http', urls({ urlInternet: 'http://a.fcapp.run/' }), CONFIG, NOT_HTTPS],
    ['another scheme on loopback', urls({ urlInternet: 'ftp://127.0.0.1/' }), CONFIG, NOT_HTTPS],
    ['a user', urls({ urlInternet: 'https://u@a.fcapp.run/' }), CONFIG, NOT_HTTPS],
    ['a password', urls({ urlInternet: 'https://:p@a.fcapp.run/' }), CONFIG, NOT_HTTPS],
    ['what is no URL', urls({ urlInternet: 'a.fcapp.run' }), CONFIG, NOT_HTTPS],
    ['FC’s default', urls(both), '', 'https://a.fcapp.run/ function signed'],
    [
      'FC’s default, as null',
      urls(both),
      { authType: null },
      'https://a.fcapp.run/ function signed',
    ],
    ['FC’s default, as ""', urls(both), { authType: '' }, 'https://a.fcapp.run/ function signed'],
    [
      'what FC may yet invent',
      urls(both),
      { authType: 'new' },
      'https://a.fcapp.run/ new unsigned',
    ],
  ] as const satisfies readonly (readonly [string, object, object | string, string])[])(
    '%s',
    async ([, rest, config, expected]) => {
      expect(await lookUp([trigger('a', rest, config)])).toBe(expected);
    },
  );

  test.for([
    ['signed', SIGNED],
    ['unsigned', CONFIG],
  ] as const)('the endpoint itself, wherever it is, %s', async ([, config]) => {
    const url = 'http://fc.example/web';
    const triggers = [trigger('a', urls({ urlInternet: url }), config)];
    const fc = await ScriptedFc.start({ body: { triggers } });
    const target = fc.target({ endpoint: { protocol: 'http', host: 'fc.example' } });
    const settings = fc.settings({ environment: { http_proxy: fc.origin } });
    const channel = { kind: 'trigger', which: 'of-qualifier', request: GET_REQUEST } as const;

    expect((await lookUpTrigger(target, channel, settings)).url.href).toBe(url);
  });

  test.for([
    '{',
    'text',
    '{"authType":1}',
    '{"methods":"GET"}',
    '{"methods":[1]}',
    '{"methods":["GET",1]}',
  ])('the configuration %s cannot be read', async (config) => {
    expect(await lookUp([trigger('a', {}, config)])).toMatch(
      /^The configuration that FC returned for HTTP trigger a cannot be read: /,
    );
  });
});

describe('with what it may be called', () => {
  const open = (methods: readonly string[]) => [trigger('a', {}, { ...CONFIG, methods })];
  const letters = Array.from({ length: 11 }, (_, index) => `M${index}`);
  const TOKEN = { authorization: 'Bearer x' };

  test.for([
    ['no list of methods', [trigger('a')], {}, /^https:/],
    ['an empty list', open([]), {}, /^https:/],
    ['a list with it', open(['POST', 'GET']), {}, /^https:/],
    [
      'a list without it',
      open(['POST', 'PUT']),
      {},
      /^HTTP trigger a does not allow GET, only POST, PUT; change method in the event, or the trigger$/,
    ],
    ['a long list without it', open(letters), {}, /only M0, .*, M9; change/],
    [
      'function, with authorization of the event',
      [trigger('a', {}, { authType: 'function' })],
      TOKEN,
      /^HTTP trigger a has authType function, so this action signs the request/,
    ],
    ['jwt, with it', [trigger('a', {}, { authType: 'jwt' })], TOKEN, / jwt unsigned$/],
    ['jwt, without it', [trigger('a', {}, { authType: 'jwt' })], {}, / jwt unsigned$/],
    ['basic, with it', [trigger('a', {}, { authType: 'basic' })], TOKEN, / basic unsigned$/],
    [
      'basic, without it',
      [trigger('a', {}, { authType: 'basic' })],
      {},
      /^HTTP trigger a has authType basic, which needs the header authorization/,
    ],
    ['bearer, with it', [trigger('a', {}, { authType: 'bearer' })], TOKEN, / bearer unsigned$/],
    [
      'bearer, without it',
      [trigger('a', {}, { authType: 'bearer' })],
      {},
      /^HTTP trigger a has authType bearer, which needs the header authorization/,
    ],
  ] as const)('%s', async ([, triggers, headers, expected]) => {
    expect(await lookUp(triggers, { request: { headers } })).toMatch(expected);
  });
});

describe('a look-up that fails', () => {
  const channel = { kind: 'trigger', which: 'of-qualifier', request: GET_REQUEST } as const;
  const LOST = /^The triggers cannot be read: .*; the function has not run$/;

  test.for([
    ['the connection fails', { breaks: 'before' }, 3, 'NetworkError', LOST],
    ['the response is no JSON', { body: '<html>' }, 1, 'NetworkError', LOST],
    ['the response has no list', { body: { triggers: {} } }, 1, 'NetworkError', LOST],
    ['there is no body', { body: '' }, 1, 'NetworkError', LOST],
    [
      'it is refused',
      { status: 403, body: { Code: 'AccessDenied', Message: 'no' } },
      1,
      'AccessDenied',
      /^FC responded with 403: no$/,
    ],
    [
      'FC has an error',
      { status: 500, body: { Code: 'InternalServerError', Message: 'no' } },
      3,
      'InternalServerError',
      /^FC responded with 500: no$/,
    ],
  ] as const satisfies readonly (readonly [string, Reply, number, string, RegExp])[])(
    '%s',
    async ([, reply, requests, type, summary]) => {
      const fc = await ScriptedFc.start(reply);

      const { failure, wasSent } = await fc.invoke({ channel });

      expect([failure?.type, failure?.summary]).toEqual([type, expect.stringMatching(summary)]);
      expect(wasSent).toBe(type === 'NetworkError' ? undefined : false);
      expect(fc.asked).toEqual(
        Array(requests).fill('GET /2023-03-30/functions/f/triggers?limit=100'),
      );
    },
  );

  async function cancelling(): Promise<ScriptedFc> {
    const fc: ScriptedFc = await ScriptedFc.start({
      breaks: 'before',
      meanwhile: () => fc.job.abort(cancelled('SIGINT')),
    });
    return fc;
  }

  test('because it was cancelled is not an invocation that may have been delivered', async () => {
    const fc = await cancelling();

    await expect(lookUpTrigger(fc.target(), channel, fc.settings())).rejects.toMatchObject({
      reason: 'cancelled',
      mayHaveBeenDelivered: false,
    });
  });

  test('because it was cancelled means that the function has not run', async () => {
    const fc = await cancelling();

    expect((await fc.invoke({ channel })).failure?.summary).toBe(
      'The job was cancelled (SIGINT); the function has not run',
    );
  });
});

describe('what is sent', () => {
  async function sent(
    path: string,
    event: Partial<EventHttpRequest> = {},
    mode: Mode = SYNC,
    serviceName = '',
  ): Promise<{ fc: ScriptedFc; invocation: Invocation }> {
    const fc = await ScriptedFc.start({ status: mode.type === 'sync' ? 200 : 202 });
    const invocation = await fc.invoke({
      target: fc.target({ serviceName }),
      mode,
      channel: {
        kind: 'trigger-url',
        url: new URL(fc.origin + path),
        request: { ...GET_REQUEST, ...event },
      },
    });
    return { fc, invocation };
  }

  test.for([
    // The trigger's URL, path and query of the event; what is requested.
    ['', '/', undefined, '/'],
    ['/', '/a', undefined, '/a'],
    ['/base', '/', undefined, '/base'],
    ['/base/', '/', undefined, '/base/'],
    ['/base/', '/a', undefined, '/base/a'],
    ['/base', '/a/', undefined, '/base/a/'],
    ['/?x=1', '/', undefined, '/?x=1'],
    ['/?x=1', '/', 'y=2', '/?x=1&y=2'],
    ['/', '/', 'y=2', '/?y=2'],
  ] as const)('%j with %s and %s: %s', async ([url, path, query, expected]) => {
    const { fc, invocation } = await sent(url, { path, query });

    expect(fc.asked).toEqual([`GET ${expected}`]);
    expect(invocation.trigger).toEqual({
      method: 'GET',
      url: fc.origin + expected.split('?', 1),
      authType: undefined,
    });
  });

  test.for([
    [SYNC, '', { 'x-fc-log-type': 'Tail' }],
    [{ type: 'sync', logType: 'none' }, '', {}],
    [QUEUED, '', { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'task-1' }],
    [
      QUEUED,
      'shop',
      {
        'x-fc-invocation-type': 'Async',
        'x-fc-stateful-async-invocation-enable': 'true',
        'x-fc-stateful-async-invocation-id': 'task-1',
      },
    ],
    [{ type: 'async', wait: false, taskId: undefined }, '', { 'x-fc-invocation-type': 'Async' }],
  ] as const)('%j, service %j: %j', async ([mode, service, expected]) => {
    const { fc } = await sent('/', {}, mode, service);

    const headers = Object.entries(fc.seen[0]?.headers ?? {});
    expect(Object.fromEntries(headers.filter(([name]) => name.startsWith('x-')))).toEqual(expected);
  });

  test('method, headers and body of the event, and the host of the URL', async () => {
    const { fc } = await sent('/', {
      method: 'PUT',
      headers: { 'x-own': '1', host: 'else.example' },
      body: Buffer.from('body'),
    });

    expect(fc.seen[0]).toMatchObject({
      method: 'PUT',
      headers: { 'x-own': '1', host: fc.host, 'content-length': '4' },
      body: 'body',
    });
  });

  const PAIR: AccessKey = { accessKeyId: 'id', accessKeySecret: 'secret' };
  const TEMPORARY: AccessKey = { ...PAIR, securityToken: 'token' };
  test.for([
    ['a pair', PAIR, '/a', undefined, {}],
    ['temporary credentials', TEMPORARY, '/a', undefined, {}],
    ['a dollar sign', PAIR, '/$a$', undefined, {}],
    ['a query', PAIR, '/a', 'b=1&a=%C3%A9', { b: '1', a: 'é' }],
    ['a repeated name, of which the first value counts', PAIR, '/a', 'b=1&b=2', { b: '1' }],
  ] as const)('signed, with %s', async ([, key, path, query, signed]) => {
    const list = (fc: ScriptedFc) => ({
      triggers: [trigger('a', { httpTrigger: { urlInternet: `${fc.origin}/` } }, '')],
    });
    const fc: ScriptedFc = await ScriptedFc.start(() => ({
      body: fc.seen.length === 1 ? list(fc) : 'ok',
    }));

    const { failure, trigger: called } = await fc.invoke(
      {
        channel: {
          kind: 'trigger',
          which: 'of-qualifier',
          request: { ...GET_REQUEST, path, query },
        },
      },
      { accessKey: async () => key },
    );

    expect([failure, called?.authType]).toEqual([undefined, 'function']);
    const { headers = {} } = fc.seen[1] ?? {};
    const date = String(headers['x-acs-date']);
    expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const parts = {
      method: 'GET',
      pathname: path.replaceAll('$', '%24'),
      query: signed,
      headers: {
        'x-acs-date': date,
        ...(key === TEMPORARY && { 'x-acs-security-token': 'token' }),
      },
    };
    expect(headers.authorization).toBe(authorization(parts, '', key));
    expect(headers['x-acs-security-token']).toBe(key.securityToken);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-acs-'))).toHaveLength(
      key === TEMPORARY ? 2 : 1,
    );
  });

  test('a query that is not UTF-8 cannot be signed', async () => {
    const fc: ScriptedFc = await ScriptedFc.start(() => ({
      body: { triggers: [trigger('a', { httpTrigger: { urlInternet: `${fc.origin}/` } }, '')] },
    }));
    const request = { ...GET_REQUEST, query: 'a=%ff' };

    const { failure } = await fc.invoke({
      channel: { kind: 'trigger', which: 'of-qualifier', request },
    });

    expect(failure).toMatchObject({
      type: 'TriggerError',
      summary: expect.stringMatching(/^The query cannot be signed, since it is not UTF-8/),
    });
    expect(fc.seen).toHaveLength(1);
  });
});
