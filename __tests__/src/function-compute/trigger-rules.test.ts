/** The contract's "HTTP triggers": who signs, where credentials go, and what is FC's own word. */
import { describe, test } from 'vitest';
import type { HttpTriggerOptions } from '../../../emulator';
import type { Invocation } from '../../../src/function-compute/invocation';
import { invoke } from '../../../src/function-compute/invoke';
import { invokeUntilPassed, judged } from '../../../src/gate/attempt';
import { parseExpectations } from '../../../src/gate/expectation';
import { invocationSettings } from './invocation-settings';
import { type TriggerWorld, withTriggers } from './trigger-world';
import { ANSWERS, requestFor, WAYS } from './under-fault';

const TOKEN = 'Bearer of-the-event';

function outcomeOf({ failure, statusCode }: Invocation): string {
  return failure === undefined ? `${statusCode}` : failure.type;
}

/** authType; how it ends without and with `authorization` in the event; who wrote what was sent. */
const AUTH_TYPES = [
  ['function', '200', 'TriggerError', /^ACS3-HMAC-SHA256 /],
  [undefined, '200', 'TriggerError', /^ACS3-HMAC-SHA256 /],
  ['anonymous', '200', '200', /^$/],
  ['jwt', 'Unauthorized', '200', /^$/],
  ['basic', 'TriggerError', '200', undefined],
  ['bearer', 'TriggerError', '200', undefined],
  ['of-the-future', 'Unauthorized', '200', /^$/],
] as const;

test.concurrent.for(AUTH_TYPES)(
  'authType %s',
  async ([authType, bare, given, sent], { expect }) => {
    const trigger: Partial<HttpTriggerOptions> = {
      ...(authType === undefined ? {} : { authType }),
      authorizations: [TOKEN],
    };
    await withTriggers([trigger], async ({ emulator, call }) => {
      const requests = () => emulator.requests.filter((each) => each.operation === 'HttpTrigger');

      expect(outcomeOf(await call())).toBe(bare);
      expect(requests()).toHaveLength(bare === 'TriggerError' ? 0 : 1);
      if (sent !== undefined) expect(requests()[0]?.headers.authorization ?? '').toMatch(sent);
      const before = requests().length;
      const executions = emulator.executions();

      expect(outcomeOf(await call({ headers: { authorization: TOKEN } }))).toBe(given);
      const [last] = requests().slice(before);
      expect(last?.headers.authorization).toBe(given === '200' ? TOKEN : undefined);
      expect(Object.keys(last?.headers ?? {}).filter((name) => name.startsWith('x-acs-'))).toEqual(
        [],
      );
      expect(emulator.executions() - executions).toBe(given === '200' ? 1 : 0);
    });
  },
);

const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
const NOT_HTTPS = /not an https URL without user info/;
const NOT_FCS = /a signed request is sent only to hosts under fcapp\.run or fc\.aliyuncs\.com/;
const UNREADABLE = /The configuration that FC returned for HTTP trigger web cannot be read/;
const SIGNED = { authType: 'function' };
const OPEN = { authType: 'anonymous' };
const at = (urlInternet: string) => ({ told: { urlInternet } });
const configured = (triggerConfig: string) => ({ told: { triggerConfig } });

const REFUSED: readonly (readonly [string, Partial<HttpTriggerOptions>, RegExp])[] = [
  ['plain http elsewhere', { ...OPEN, ...at('http://else.example/') }, NOT_HTTPS],
  ['plain http elsewhere, signed', { ...SIGNED, ...at('http://x.fcapp.run/') }, NOT_HTTPS],
  ['https elsewhere, signed', { ...SIGNED, ...at('https://else.example/') }, NOT_FCS],
  ['https elsewhere, without authType', at('https://else.example/'), NOT_FCS],
  ['a host that ends like FC’s', { ...SIGNED, ...at('https://evilfcapp.run/') }, NOT_FCS],
  ['a host that begins like FC’s', { ...SIGNED, ...at('https://x.fcapp.run.evil.test/') }, NOT_FCS],
  ['another port of loopback, signed', { ...SIGNED, ...at('http://127.0.0.1:9/') }, NOT_FCS],
  ['a file', { ...OPEN, ...at('file:///etc/passwd') }, NOT_HTTPS],
  ['a script', { ...OPEN, ...at('javascript:alert(1)') }, NOT_HTTPS],
  ['no URL at all', { ...OPEN, ...at('else.example') }, NOT_HTTPS],
  ['user info', { ...OPEN, ...at('https://user:open-sesame@x.fcapp.run/') }, NOT_HTTPS],
  ['deeply nested methods', configured(`{"authType":"anonymous","methods":${DEEP}}`), UNREADABLE],
  ['a deeply nested authType', configured(`{"authType":${DEEP}}`), UNREADABLE],
  ['a configuration that is not JSON', configured('authType: anonymous'), UNREADABLE],
  [
    'a trigger without a URL',
    { ...OPEN, told: { urlInternet: null, urlIntranet: null } },
    /FC returned no URL for HTTP trigger web/,
  ],
];

test.concurrent.for(REFUSED)(
  '%s is a TriggerError, and nothing is sent',
  async ([, trigger, message], { expect }) => {
    await withTriggers([trigger], async (world) => {
      const { failure } = await world.call();

      expect(failure?.type).toBe('TriggerError');
      expect(failure?.summary).toMatch(message);
      expect(failure?.summary).not.toContain('open-sesame');
      expectNothingSent(world, expect);
    });
  },
);

test.concurrent('user info at the endpoint’s own origin is a TriggerError', async ({ expect }) => {
  await withTriggers([], async (world) => {
    const { host } = new URL(world.emulator.endpoint);
    const told = { urlInternet: `http://user:pass@${host}/` };
    await world.emulator.createTrigger('f', { triggerName: 'web', ...SIGNED, told });

    expect((await world.call()).failure?.summary).toMatch(NOT_HTTPS);
    expectNothingSent(world, expect);
  });
});

test.concurrent('several triggers of a qualifier are a TriggerError', async ({ expect }) => {
  await withTriggers([], async (world) => {
    const named = (triggerName: string) => ({
      triggerName,
      triggerType: 'http',
      qualifier: 'LATEST',
      triggerConfig: '{"authType":"anonymous"}',
      httpTrigger: { urlInternet: 'https://else.example/' },
    });
    const body = JSON.stringify({ triggers: [named('one'), named('two')] });
    world.emulator.injectFault({ type: 'respond', status: 200, body, operation: 'ListTriggers' });

    const { failure } = await world.call();

    expect(failure?.type).toBe('TriggerError');
    expect(failure?.summary).toContain('several HTTP triggers for the qualifier LATEST (one, two)');
    expectNothingSent(world, expect);
  });
});

function expectNothingSent(
  { elsewhere, operations, emulator }: TriggerWorld,
  expect: TestExpect,
): void {
  expect(elsewhere).toEqual([]);
  expect(operations()).toEqual(['ListTriggers']);
  expect(emulator.executions()).toBe(0);
}

type TestExpect = typeof import('vitest')['expect'];

test.concurrent.for([
  ['unsigned, to any https host', { ...OPEN, ...at('https://else.example/') }, 'else.example'],
  ['signed, to a host of FC', { ...SIGNED, ...at('https://x.fcapp.run/') }, 'x.fcapp.run'],
] as const)('%s: the request goes there', async ([, trigger, host], { expect }) => {
  await withTriggers([trigger], async ({ call, elsewhere }) => {
    expect((await call()).failure?.type).toBe('NetworkError');
    expect(elsewhere).toContain(`CONNECT ${host}:443 HTTP/1.1`);
  });
});

describe.for(['FCCommonError', 'FcCommonError', 'fccommonerror', 'FCCOMMONERROR'])('%s', (type) => {
  test.concurrent.for(WAYS)('%s: FC’s own refusal', async (way, { expect }) => {
    await withTriggers([], async ({ emulator }) => {
      await emulator.deploy(ANSWERS);
      const request = await requestFor(way, emulator);
      emulator.injectFault({
        type: 'respond',
        status: 403,
        headers: [['X-Fc-Error-Type', type]],
        body: '{"Code":"AccessDenied","Message":"no"}',
        times: Number.POSITIVE_INFINITY,
      });
      const { settings, end } = invocationSettings(emulator.accessKey, 2);
      const gate = {
        failOn: 'none',
        expectations: parseExpectations('statusCode == `403`'),
        attempts: 3,
        attemptIntervalSeconds: 0,
      } as const;

      const attempt = await invokeUntilPassed(
        gate,
        async (number) => judged(gate, number, { invocation: await invoke(request, settings) }),
        () => undefined,
        async () => undefined,
      ).finally(end);

      expect(attempt).toMatchObject({ number: 1, verdict: 'failed', expectations: [] });
      expect(attempt.invocation.failure).toMatchObject({ kind: 'service', type: 'AccessDenied' });
      expect(attempt.invocation.result).toBeUndefined();
      expect(emulator.requests).toHaveLength(1);
    });
  });

  test.concurrent.for(WAYS)('%s: also with the status of a success', async (way, { expect }) => {
    await withTriggers([], async ({ emulator }) => {
      await emulator.deploy(ANSWERS);
      const request = await requestFor(way, emulator);
      emulator.injectFault({
        type: 'respond',
        status: way.startsWith('async') ? 202 : 200,
        headers: [['X-Fc-Error-Type', type]],
        body: 'refused',
      });
      const { settings, end } = invocationSettings(emulator.accessKey, 2);

      const { failure, result } = await invoke(request, settings).finally(end);

      expect(failure).toMatchObject({ kind: 'service', type: 'ServiceError' });
      expect(result).toBeUndefined();
      expect(emulator.requests).toHaveLength(1);
    });
  });
});

const REDIRECT =
  "async () => ({ statusCode: 302, headers: { location: 'https://else.example/' } })";

test.concurrent('ExternalRedirectForbidden says that the function has run', async ({ expect }) => {
  await withTriggers(
    [OPEN],
    async ({ call, emulator, operations }) => {
      const { failure, result } = await call();

      expect(failure).toMatchObject({ kind: 'service', type: 'ExternalRedirectForbidden' });
      expect(failure?.summary).toBe('FC responded with 400; the function has run');
      expect(result).toBeUndefined();
      expect(emulator.executions()).toBe(1);
      expect(operations()).toEqual(['ListTriggers', 'HttpTrigger']);
    },
    { source: REDIRECT },
  );
});

test.concurrent('null in a configuration is FC’s default', async ({ expect }) => {
  await withTriggers(
    [{ ...SIGNED, ...configured('{"authType":null,"methods":null}') }],
    async ({ call, emulator }) => {
      expect((await call()).statusCode).toBe(200);
      expect(emulator.requests[1]?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 /);
    },
  );
});

test.concurrent('a redirect is passed on and not followed', async ({ expect }) => {
  await withTriggers(
    [{ ...OPEN, disableURLInternet: true }],
    async ({ call, elsewhere, operations }) => {
      const { failure, statusCode, headers } = await call();

      expect([failure, statusCode]).toEqual([undefined, 302]);
      expect(headers?.location).toBe('https://else.example/');
      expect(elsewhere).toEqual([]);
      expect(operations()).toEqual(['ListTriggers', 'HttpTrigger']);
    },
    { source: REDIRECT },
  );
});

describe.for(['FunctionNotStarted', 'CAExited'])('412 with a body that is not JSON, %s', (type) => {
  test.concurrent.for(['sync', 'trigger'] as const)(
    '%s: the header names the type',
    async (way, { expect }) => {
      await withTriggers([], async ({ emulator }) => {
        await emulator.deploy(ANSWERS);
        const request = await requestFor(way, emulator);
        emulator.injectFault({
          type: 'respond',
          status: 412,
          headers: [['X-Fc-Error-Type', type]],
          body: 'the server did not start',
        });
        const { settings, end } = invocationSettings(emulator.accessKey, 2);

        const { failure, result } = await invoke(request, settings).finally(end);

        expect(failure).toMatchObject({ kind: 'service', type });
        expect(result).toBeUndefined();
        expect(emulator.requests).toHaveLength(1);
      });
    },
  );
});
