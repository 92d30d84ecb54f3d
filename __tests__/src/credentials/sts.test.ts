/** What STS is asked, and what its responses mean. */
import type { RequestListener } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import type { Resend } from '../../../src/http/resend';
import {
  deadlineOf,
  ID_TOKEN,
  ISSUED_AT,
  issued,
  keyId,
  PROVIDER_ARN,
  ROLE_ARN,
  refusalOf,
  refused,
  startExchange,
} from './exchange';

test('the request is that of the official SDK, with the session in seconds', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: ISSUED_AT + 678 });
  const requests: unknown[] = [];
  const exchange = await startExchange((request, response) => {
    const { method, url, headers } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URL(url ?? '', 'http://sts').searchParams;
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      requests.push({
        request: `${method} ${url?.split('?')[0]}`,
        type: headers['content-type'],
        accept: headers.accept,
        query: Object.fromEntries(query),
        form: Object.fromEntries(form),
      });
      issued(907)(request, response);
    });
  });
  try {
    await keyId(exchange.credentials({}, 907));
  } finally {
    vi.useRealTimers();
  }

  expect(requests).toEqual([
    {
      request: 'POST /',
      type: 'application/x-www-form-urlencoded',
      accept: 'application/json',
      query: {
        Version: '2015-04-01',
        Action: 'AssumeRoleWithOIDC',
        Format: 'JSON',
        Timestamp: '2026-01-02T03:04:05Z',
      },
      form: {
        OIDCProviderArn: PROVIDER_ARN,
        OIDCToken: ID_TOKEN,
        RoleArn: ROLE_ARN,
        RoleSessionName: 'fc-invoke',
        DurationSeconds: '907',
      },
    },
  ]);
});

describe('a key is usable if each of its parts has 16 characters and more, all of visible ASCII', () => {
  test.for([
    { AccessKeyId: 'STS.16-character' },
    { AccessKeySecret: '16-characters-ok' },
    { SecurityToken: '!~!~!~!~!~!~!~!~' },
  ])('%j', async (change) => {
    const exchange = await startExchange(issued(900, 1, change));

    const key = await exchange.credentials().accessKey(deadlineOf(30).deadline);

    expect(Object.values(key)).toContain(Object.values(change)[0]);
    expect(exchange.masked).toEqual([ID_TOKEN, ...Object.values(key)]);
  });

  test.for([
    ['AccessKeyId', issued(900, 1, { AccessKeyId: 'STS.15-characte' })],
    ['AccessKeySecret', issued(900, 1, { AccessKeySecret: '15-characters-o' })],
    ['SecurityToken', issued(900, 1, { SecurityToken: '15-characters-o' })],
    ['AccessKeySecret', issued(900, 1, { AccessKeySecret: '16-characters-ok\n' })],
    ['AccessKeyId', issued(900, 1, { AccessKeyId: 'STS.16-character é' })],
    ['AccessKeyId', issued(900, 1, { AccessKeyId: 1234567890123456 })],
    ['SecurityToken', issued(900, 1, { SecurityToken: undefined })],
    ['Expiration', issued(900, 1, { Expiration: 'next Monday, at noon' })],
    ['Expiration', issued(900, 1, { Expiration: 'next-Monday-at-noon' })],
    ['Expiration', issued(900, 1, { Expiration: 1_767_323_045_678 })],
    ['AccessKeyId', refused(200, '{}')],
    ['AccessKeyId', refused(200, '[]')],
    ['AccessKeyId', refused(200, 'null')],
    ['AccessKeyId', refused(200, '{"Credentials": null}')],
    ['AccessKeyId', refused(200, '{"Credentials": "STS.16-characters"}')],
  ] as const)('else there is no usable %s, and none of it is masked', async ([field, listener]) => {
    const exchange = await startExchange(listener);

    expect(await refusalOf(exchange.credentials({ maxRetries: 3 }))).toMatchObject({
      problem: 'other',
      message: `The response from STS has no usable ${field}; check that sts-endpoint is an endpoint of STS`,
    });
    expect(exchange.masked).toEqual([ID_TOKEN]);
    expect(exchange.stsRequests()).toBe(1);
  });
});

describe('STS is asked again after', () => {
  const sts = (status: number, Code: string) => refused(status, { Code, Message: 'No.' });

  test.for([
    ['a broken connection', (request) => request.socket.destroy()],
    ['what is not JSON', refused(200, '<html>')],
    ['status 500', sts(500, 'InternalError')],
    ['status 503', sts(503, 'ServiceUnavailable')],
    ['status 429', sts(429, 'X')],
    ['throttling, which has status 400', sts(400, 'Throttling.User')],
  ] satisfies readonly (readonly [string, RequestListener])[])('%s', async ([, failure]) => {
    const exchange = await startExchange(failure, failure, issued(900));
    const resends: Resend[] = [];
    const onResend = (resend: Resend) => resends.push(resend);

    const id = await keyId(exchange.credentials({ maxRetries: 2, onResend }));

    expect(id).toBe('STS.4-16-letters-1');
    expect(resends.map(({ number, maxRetries }) => [number, maxRetries])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test.for([400, 401, 403, 404, 409])('but not after a refusal with status %i', async (status) => {
    const exchange = await startExchange(sts(status, 'NoPermission'));

    await refusalOf(exchange.credentials({ maxRetries: 3 }));

    expect(exchange.stsRequests()).toBe(1);
  });

  test('what cannot be read is in the end a network error, before which nothing was sent to FC', async () => {
    const exchange = await startExchange(refused(200, '<html>'));

    await expect(keyId(exchange.credentials({ maxRetries: 1 }))).rejects.toMatchObject({
      reason: 'network',
      mayHaveBeenDelivered: false,
      transient: false,
      message: `no temporary credentials for ${ROLE_ARN}: the response is not the JSON that STS sends`,
    });
    expect(exchange.stsRequests()).toBe(2);
  });
});

describe('why STS refuses is told by its code', () => {
  const oidc = 'AuthenticationFail.OIDCToken';

  test.for([
    [`${oidc}.AudienceNotMatch`, 'x', 'wrong-audience'],
    [`${oidc}.AudienceNotMatchError`, 'x', 'wrong-audience'],
    [`X${oidc}.AudienceNotMatch`, 'x', 'other'],
    [`${oidc}.Expired`, 'x', 'id-token-expired'],
    [`X${oidc}.Expired`, 'x', 'other'],
    [`${oidc}.IssuerNotMatch`, 'x', 'provider-mismatch'],
    [`${oidc}.InvalidSignature`, 'x', 'provider-mismatch'],
    [`${oidc}.HttpsUrlInvalid`, 'x', 'provider-mismatch'],
    [`${oidc}.PublicKeyFingerprintMismatch`, 'x', 'provider-mismatch'],
    [`${oidc}.IssuerConfigurationBroken`, 'x', 'provider-mismatch'],
    [`X${oidc}.IssuerNotMatch`, 'x', 'other'],
    [`${oidc}.Invalid`, 'x', 'other'],
    ['AuthenticationFail.NoPermission', 'No such OIDC Provider registered.', 'provider-not-found'],
    ['AuthenticationFail.NoPermission', 'OIDCProviderArn is not valid', 'provider-not-found'],
    ['AuthenticationFail.NoPermission', 'This operation is forbidden.', 'role-not-trusting'],
    ['XAuthenticationFail.NoPermission', 'x', 'other'],
    ['XAuthenticationFail.NoPermission', 'OIDC Provider', 'other'],
    ['AuthenticationFail.NoPermissions', 'x', 'other'],
    ['AuthenticationFail.NoPermissions', 'OIDC Provider', 'other'],
    ['EntityNotExist.OIDCProvider', 'x', 'provider-not-found'],
    ['EntityNotExist.OIDCProviderArn', 'x', 'provider-not-found'],
    ['XEntityNotExist.OIDCProvider', 'x', 'other'],
    ['EntityNotExist.Role', 'x', 'role-not-found'],
    ['EntityNotExist.RoleName', 'x', 'role-not-found'],
    ['XEntityNotExist.Role', 'x', 'other'],
    ['InvalidParameter.DurationSeconds', 'x', 'session-too-long'],
    ['XInvalidParameter.DurationSeconds', 'x', 'other'],
    ['InvalidParameter.DurationSecondsX', 'x', 'other'],
    ['InvalidTimeStamp.Expired', 'x', 'clock-off'],
    ['IllegalTimestamp', 'x', 'clock-off'],
    ['XIllegalTimestamp', 'x', 'other'],
    ['NoPermission', 'You are not authorized.', 'other'],
  ] as const)('%s, "%s": %s', async ([Code, Message, problem]) => {
    const exchange = await startExchange(refused(401, { Code, Message }));

    expect(await refusalOf(exchange.credentials())).toMatchObject({
      problem,
      claims: {
        issuer: 'https://issuer',
        audience: 'sts.aliyuncs.com',
        subject: 'repo:o/r:ref:refs/heads/m',
      },
    });
  });

  test.for([
    [403, { Code: 'NoPermission', Message: 'No.' }, '403 NoPermission: No'],
    [403, { Code: 'NoPermission', Message: 'No ...' }, '403 NoPermission: No'],
    [403, { Code: 'A.B', Message: 'v1.2 \n is wrong.' }, '403 A.B: v1.2   is wrong'],
    [
      403,
      { Code: 'NoPermission', Message: 'No.', RequestId: 'R-1' },
      '403 NoPermission: No (STS request ID R-1)',
    ],
    [404, { Message: 'Nothing here.' }, 'Nothing here'],
    [404, 'not JSON', 'The response has status 404 and no error code or message from STS'],
    [
      403,
      { Code: 'NoPermission', Message: 'x'.repeat(1001) },
      `403 NoPermission: ${'x'.repeat(999)}…`,
    ],
  ] as const)('the message of status %i with %j', async ([status, body, said]) => {
    const exchange = await startExchange(refused(status, body));

    expect((await refusalOf(exchange.credentials())).message).toBe(
      `STS did not issue credentials for ${ROLE_ARN}: ${said}`,
    );
  });
});
