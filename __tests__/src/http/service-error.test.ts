/** What is read from the error response of a service, in every form that Alibaba Cloud uses. */
import { expect, test } from 'vitest';
import { exchangeFailure } from '../../../src/http/errors';
import { readServiceError } from '../../../src/http/service-error';

type Headers = Record<string, string>;

function read(text: string, headers: Headers = {}, service: 'FC' | 'STS' = 'FC', breaks = false) {
  const chunks = async function* () {
    yield Buffer.from(text);
    if (breaks) throw exchangeFailure('reset');
  };
  const body = chunks();
  const response = { statusCode: 403, headers, body, latencyMs: () => 12, close: () => undefined };
  return readServiceError(response, { service, operation: 'fc:InvokeFunction' });
}

const NO_MESSAGE = 'The response has status 403 and no error code or message from FC';

/** Body; code, message, request ID. */
const TABLE = [
  ['{"Code":"A","Message":"no","RequestId":"1"}', 'A', 'no', '1'],
  ['{"errorCode":"A","errorMessage":"no","requestId":"1"}', 'A', 'no', '1'],
  ['{"ErrorCode":"A","ErrorMessage":"no"}', 'A', 'no', undefined],
  ['{"Code":"A","errorCode":"B","Message":"m","errorMessage":"n"}', 'A', 'm', undefined],
  ['{"Code":"A.b-c_9","Message":"no"}', 'A.b-c_9', 'no', undefined],
  ['{"Code":"A"}', 'A', 'A, without a message', undefined],
  ['{"Code":"A","Message":""}', 'A', 'A, without a message', undefined],
  ['{"Code":7,"Message":{}}', undefined, NO_MESSAGE, undefined],
  ['{"Code":"not a code","Message":"no"}', undefined, 'no', undefined],
  ['{"Code":"9A","Message":"no"}', undefined, 'no', undefined],
  [
    `{"Code":"${'A'.repeat(128)}"}`,
    'A'.repeat(128),
    `${'A'.repeat(128)}, without a message`,
    undefined,
  ],
  [`{"Code":"${'A'.repeat(129)}"}`, undefined, NO_MESSAGE, undefined],
  [
    '<Error><Code>A</Code><Message>no way</Message><RequestId>1</RequestId></Error>',
    'A',
    'no way',
    '1',
  ],
  ['\n <?xml version="1.0"?><error><code>A</code></error>', 'A', 'A, without a message', undefined],
  ['<html><h1>502</h1></html>', undefined, NO_MESSAGE, undefined],
  ['null', undefined, NO_MESSAGE, undefined],
  ['[{"Code":"A"}]', undefined, NO_MESSAGE, undefined],
  ['"text"', undefined, NO_MESSAGE, undefined],
  ['', undefined, NO_MESSAGE, undefined],
  ['{"Code":"A"', undefined, NO_MESSAGE, undefined],
] as const;

test.for(TABLE)('%s', async ([body, code, message, requestId]) => {
  const error = await read(body);

  expect(error.message).toBe(message);
  expect(error.answer).toEqual({
    statusCode: 403,
    code,
    requestId,
    headers: {},
    latencyMs: 12,
    operation: 'fc:InvokeFunction',
  });
});

test.for([
  // X-Fc-Error-Type, body; the code.
  ['CAExited', 'not JSON', 'CAExited'],
  [' CAExited ', 'not JSON', 'CAExited'],
  ['CAExited', '{"Code":"A"}', 'A'],
  ['FCCommonError', 'not JSON', undefined],
  ['fccommonerror', 'not JSON', undefined],
  ['not a code', 'not JSON', undefined],
] as const)('the error type %j of the header and the body %s: %s', async ([type, body, code]) => {
  expect((await read(body, { 'x-fc-error-type': type })).answer.code).toBe(code);
});

test('the request ID of the header comes first, as one line', async () => {
  const headers = { 'x-fc-request-id': '1-header' };

  expect((await read('{"RequestId":"1-body"}', headers)).answer.requestId).toBe('1-header');
  expect((await read('{"RequestId":"1\\n2"}')).answer.requestId).toBe('1 2');
  expect((await read('', { 'x-log-requestid': '5F' })).answer.requestId).toBe('5F');
});

test('a body that breaks off still leaves the status', async () => {
  expect((await read('{"Code":"A","Mess', {}, 'STS', true)).message).toBe(
    'The response has status 403 and no error code or message from STS',
  );
});
