import { ListTriggersRequest } from '@alicloud/fc-open20210406';
import { GetFunctionRequest } from '@alicloud/fc20230330';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccessKey, Emulator, RequestRecord } from '../../emulator';
import { invoke, sdkClient, signedRequest } from '../../emulator/clients/official-sdk';
import { sdkClient2 } from '../../emulator/clients/official-sdk-2';
import { type Alteration, replay } from '../../emulator/clients/replay';
import { startTestEmulator } from '../support/emulator';

const BODY = 'signed body';
const MINUTE_MS = 60_000;

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
  await emulator.deploy({
    functionName: 'signed',
    code: { 'index.js': 'exports.handler = async (event) => event;' },
  });
});

afterEach(() => emulator.close());

async function answerTo(recorded: RequestRecord, alteration: Alteration): Promise<string> {
  const { status, body } = await replay(emulator, recorded, { body: BODY, ...alteration });
  return status === 200 ? `200 ${body}` : `${status} ${JSON.parse(body).Code}`;
}

function flipLast(text: string | undefined): string {
  if (!text) throw new Error('There is nothing to alter.');
  return text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
}

test('a genuine request is accepted, once', async () => {
  const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });

  expect(await answerTo(recorded, {})).toBe(`200 ${BODY}`);
  expect(await answerTo(recorded, {})).toBe('400 SignatureNonceUsed');
  expect(emulator.executions('signed')).toBe(1);
});

test('every signed part that is altered by one byte is refused', async () => {
  const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });
  const { headers } = recorded;
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  expect(signed).toEqual(
    expect.arrayContaining(['host', 'content-type', 'x-acs-action', 'x-acs-date']),
  );

  for (const name of signed.filter((each) => each !== 'x-acs-date')) {
    expect(await answerTo(recorded, { headers: { [name]: flipLast(headers[name]) } }), name).toBe(
      '403 SignatureNotMatch',
    );
  }
  const altered: Alteration[] = [
    { headers: { 'x-acs-date': headers['x-acs-date']?.replace(/.Z$/, flipSecond) ?? '' } },
    { headers: { authorization: flipLast(headers.authorization) } },
    { body: flipLast(BODY) },
    { body: `${BODY} ` },
    { target: `${recorded.path}?qualifier=LATESU` },
    { target: recorded.path },
    { target: `${recorded.path.replace('signed', 'signee')}?qualifier=LATEST` },
  ];
  for (const alteration of altered) {
    expect(await answerTo(recorded, alteration), JSON.stringify(alteration)).toBe(
      '403 SignatureNotMatch',
    );
  }
  expect(emulator.executions('signed')).toBe(0);
  expect(await answerTo(recorded, {})).toBe(`200 ${BODY}`);
});

test('a header that must be signed cannot be added', async () => {
  const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });

  expect(await answerTo(recorded, { headers: { 'x-acs-extra': '1' } })).toBe(
    '403 SignatureNotMatch',
  );
});

test.each(['authorization', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'])(
  'a request without %s is refused',
  async (name) => {
    const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });

    expect(await answerTo(recorded, { headers: { [name]: null } })).toBe(
      '400 MissingRequiredHeader',
    );
  },
);

test.each(['Basic abc', 'ACS3-HMAC-SHA256 Credential=a', 'ACS3-HMAC-SHA256'])(
  "an Authorization '%s' is refused",
  async (authorization) => {
    const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });

    expect(await answerTo(recorded, { headers: { authorization } })).toBe('403 SignatureNotMatch');
  },
);

test.each([
  ['16 minutes ahead', 16 * MINUTE_MS, '403 InvalidTimeStamp.Expired'],
  ['16 minutes behind', -16 * MINUTE_MS, '403 InvalidTimeStamp.Expired'],
  ['14 minutes ahead', 14 * MINUTE_MS, `200 ${BODY}`],
  ['14 minutes behind', -14 * MINUTE_MS, `200 ${BODY}`],
])(
  'a server whose clock is %s answers accordingly',
  async (_what, offsetMilliseconds, expected) => {
    const recorded = await signedRequest(emulator, 'signed', { body: BODY, qualifier: 'LATEST' });
    emulator.injectFault({ type: 'clock', offsetMilliseconds });

    expect(await answerTo(recorded, {})).toBe(expected);
  },
);

test.each([
  ['2023-03-30', () => sdkClient(emulator, 'v2').getFunction('signed', new GetFunctionRequest({}))],
  [
    '2021-04-06',
    () =>
      sdkClient2(emulator, 'v2').listTriggers('shop', 'f', new ListTriggersRequest({ limit: 5 })),
  ],
])('%s takes the classic signature too', async (_api, call) => {
  await emulator.deploy({ serviceName: 'shop', functionName: 'f', code: { 'index.js': '' } });

  expect((await call()).statusCode).toBe(200);
  const recorded = emulator.requests.at(-1);
  if (!recorded) throw new Error('The SDK has sent nothing.');
  const { authorization = '' } = recorded.headers;
  expect(authorization).toMatch(/^acs LTAI/);
  const altered = [
    { headers: { authorization: authorization.replace(/:./, ':') } },
    { headers: { 'x-acs-version': '2000-01-01' } },
    { target: `${recorded.path}?limit=6` },
  ];
  for (const alteration of altered) {
    expect(await answerTo(recorded, alteration), JSON.stringify(alteration)).toBe(
      '403 SignatureNotMatch',
    );
  }
  expect(await answerTo(recorded, { headers: { date: null } })).toBe('400 MissingRequiredHeader');
  expect(await answerTo(recorded, {})).toBe('400 SignatureNonceUsed');
});

test('refusals are worded as FC words them', async () => {
  const recorded = await signedRequest(emulator, 'signed', { body: BODY });
  const messageTo = async (headers: Alteration['headers'] = {}) =>
    JSON.parse((await replay(emulator, recorded, { body: BODY, headers })).body).Message;

  expect(await messageTo({ authorization: null })).toBe(
    'required HTTP header authorization was not specified',
  );
  expect(await messageTo({ 'x-acs-action': 'Else' })).toContain(
    'The request signature we calculated does not match the signature you provided.',
  );
  const unknown = recorded.headers.authorization?.replace(/=LTAI[^,]*/, '=LTAIunknown') ?? '';
  expect(await messageTo({ authorization: unknown })).toBe("invalid access key ID 'LTAIunknown'");
});

test('an unknown key and a wrong secret are told apart', async () => {
  const unknown = { ...emulator.accessKey, accessKeyId: 'LTAIunknown' };
  const wrong = { ...emulator.accessKey, accessKeySecret: 'wrong' };

  await expect(invoke(emulator, 'signed', { accessKey: unknown })).rejects.toMatchObject({
    code: 'InvalidAccessKeyID',
    statusCode: 403,
  });
  await expect(invoke(emulator, 'signed', { accessKey: wrong })).rejects.toMatchObject({
    code: 'SignatureNotMatch',
    statusCode: 403,
  });
});

test('a genuine key that is not allowed to do it is refused, with action and resource', async () => {
  const accessKey = { accessKeyId: 'LTAIother', accessKeySecret: 'other' };
  emulator.addAccessKey({ ...accessKey, policies: [] });

  await expect(invoke(emulator, 'signed', { accessKey })).rejects.toMatchObject({
    code: 'AccessDenied',
    statusCode: 403,
    message: expect.stringContaining(
      `'fc:InvokeFunction' on resource 'acs:fc:cn-hangzhou:${emulator.accountId}:functions/signed'`,
    ),
  });
});

test('a temporary key needs its own, unexpired token', async () => {
  const temporary = { accessKeyId: 'STS.one', accessKeySecret: 'one', securityToken: 'token-one' };
  const inAnHour = new Date(Date.now() + 60 * MINUTE_MS);
  const { securityToken: _, ...withoutToken } = temporary;
  const codeFor = async (accessKey: AccessKey) => {
    try {
      return (await invoke(emulator, 'signed', { accessKey })).status;
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  emulator.addAccessKey({ ...temporary, expiration: inAnHour });
  expect(await codeFor(temporary)).toBe(200);
  expect(await codeFor(withoutToken)).toBe('MissingSecurityToken');
  expect(await codeFor({ ...temporary, securityToken: 'token-two' })).toBe(
    'InvalidSecurityToken.MismatchWithAccessKey',
  );
  expect(await codeFor({ ...emulator.accessKey, securityToken: 'token-one' })).toBe(
    'InvalidSecurityToken.MismatchWithAccessKey',
  );
  emulator.addAccessKey({ ...temporary, expiration: new Date() });
  expect(await codeFor(temporary)).toBe('InvalidSecurityToken.Expired');
});

/** Another second of the same minute, so that only the signature can tell. */
function flipSecond(end: string): string {
  return `${(Number(end[0]) + 1) % 10}Z`;
}
