/** What is read from FC's headers and JSON, where anything may be missing or of another type. */
import { describe, expect, test } from 'vitest';
import {
  decodeLogTail,
  isFunctionError,
  isOwnRefusal,
  namesErrorType,
  readDurationLine,
  readMetadata,
} from '../../../src/function-compute/metadata';
import {
  defaultEndpoint,
  KNOWN_REGIONS,
  nearestKnownRegion,
} from '../../../src/function-compute/regions';
import { asyncTaskFrom, recordFrom, triggerFrom } from '../../../src/function-compute/resources';
import { timestamp } from '../../../src/function-compute/signature';

const LINE =
  'Duration: 1.16 ms, Billed Duration: 2 ms, Memory Size: 128 MB, Max Memory Used: 25.90 MB';
const FIGURES = { durationMs: 1.16, billedDurationMs: 2, memorySizeMb: 128, memoryUsedMb: 25.9 };
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');

describe('the last line of the log', () => {
  test.for([
    [LINE, FIGURES],
    [`hello\n${LINE}`, FIGURES],
    [`hello\r\n${LINE}\r\n\n `, FIGURES],
    [`${LINE}\nFC Invoke End`, {}],
    [`x${LINE}`, {}],
    [`${LINE}x`, {}],
    [LINE.replace('1.16', '1.1.6'), { ...FIGURES, durationMs: undefined }],
    [LINE.replace('1.16', '1'.repeat(15)), { ...FIGURES, durationMs: 111_111_111_111_111 }],
    [LINE.replace('1.16', '1'.repeat(16)), { ...FIGURES, durationMs: undefined }],
    [LINE.replace('1.16', `1.${'1'.repeat(16)}`), { ...FIGURES, durationMs: undefined }],
    ['', {}],
    [undefined, {}],
  ] as const)('%j', ([logs, expected]) => {
    expect(readDurationLine(logs)).toEqual(expected);
  });
});

describe('a metric of a header', () => {
  test.for([
    ['12', 12],
    ['12.5', 12.5],
    ['12.50', 12.5],
    [' 12 ', 12],
    ['', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['x1', undefined],
    ['1x', undefined],
  ] as const)('%j is %s', ([text, value]) => {
    expect(
      readMetadata({ 'x-fc-invocation-duration': text, 'x-fc-max-memory-usage': text }),
    ).toMatchObject({ durationMs: value, memoryUsedMb: value });
  });
});

test('every header has its place', () => {
  const headers = {
    'x-fc-request-id': '1-a',
    'x-fc-error-type': 'HandledInvocationError',
    'x-fc-log-result': base64(`log\n${LINE}`),
    'x-fc-instance-id': 'c-1',
    'x-fc-invocation-service-version': '7',
    'x-fc-code-checksum': '123',
    'x-fc-async-task-id': 'task-1',
  };

  expect(readMetadata(headers)).toEqual({
    ...FIGURES,
    requestId: '1-a',
    functionErrorType: 'HandledInvocationError',
    logs: `log\n${LINE}`,
    logIsMalformed: false,
    instanceId: 'c-1',
    functionVersion: '7',
    codeChecksum: '123',
    asyncTaskId: 'task-1',
  });
  expect(readMetadata({})).toEqual({ logIsMalformed: false });
  expect(readMetadata({ 'x-fc-log-result': '%' })).toEqual({ logIsMalformed: true });
});

describe('an error type', () => {
  test.for([
    // The header; whether an error is named, the function failed, FC refused.
    [undefined, false, false, false],
    ['', true, false, false],
    ['HandledInvocationError', true, true, false],
    ['UnhandledInvocationError', true, true, false],
    ['InitializationError', true, true, false],
    ['xInitializationError', true, false, false],
    ['HandledInvocationErrorx', true, false, false],
    ['CAExited', true, false, false],
    ['FCCommonError', true, false, true],
    ['FcCommonError', true, false, true],
    ['a, FCCommonError', true, false, true],
    ['FCCommonErrors', true, false, false],
  ] as const)('%s', ([type, isNamed, isFunctions, isFcs]) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'x-fc-error-type': type };

    expect([namesErrorType(headers), isFunctionError(headers), isOwnRefusal(headers)]).toEqual([
      isNamed,
      isFunctions,
      isFcs,
    ]);
  });

  test.for([
    ['Weird type\t!', 'Weird_type_'],
    ['a.b-c_d', 'a.b-c_d'],
    ['', undefined],
  ] as const)('%j is shown as %s', ([type, shown]) => {
    expect(readMetadata({ 'x-fc-error-type': type }).functionErrorType).toBe(shown);
  });
});

describe('the log tail', () => {
  const inMiddle = (count: number) => [...Array<number>(count).fill(0x80), 0x61];
  test.for([
    ['nothing', '', ''],
    ['a text', base64('aé'), 'aé'],
    ['one byte of a character that was cut', base64(Buffer.from(inMiddle(1))), 'a'],
    ['three bytes of it', base64(Buffer.from(inMiddle(3))), 'a'],
    ['four bytes, which no character has', base64(Buffer.from(inMiddle(4))), '\ufffda'],
    ['bytes that are not UTF-8', base64(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb'],
    ['the beginning of a character', base64(Buffer.from([0xc3])), '\ufffd'],
    ['only the rest of one', base64(Buffer.from([0x80, 0x80])), ''],
    ['no base64', 'a%', undefined],
    ['padding in front', '=aaa', undefined],
    ['too much padding', 'aa===', undefined],
  ] as const)('%s', ([, encoded, text]) => {
    expect(decodeLogTail(encoded)).toBe(text);
  });
});

describe('JSON of FC', () => {
  const UNKNOWN_TASK = {
    status: '',
    requestId: undefined,
    instanceId: undefined,
    startedAt: undefined,
    durationMs: undefined,
    errorMessage: undefined,
    returnPayload: undefined,
    lastEventDetail: undefined,
  };
  test.for([
    [undefined, {}],
    [null, {}],
    ['text', {}],
    [{ status: 7, requestId: 7, durationMs: '7', events: {}, returnPayload: {} }, {}],
    [{ status: '', taskErrorMessage: '' }, {}],
    [{ events: [] }, {}],
    [{ events: [null] }, {}],
    [{ status: 'Running\n' }, { status: 'Running' }],
    [{ durationMs: 0 }, { durationMs: 0 }],
    [{ startedTime: 0 }, {}],
    [{ startedTime: 1 }, { startedAt: new Date(1) }],
    [{ startedTime: 8.64e15 }, { startedAt: new Date(8.64e15) }],
    [{ startedTime: 8.65e15 }, {}],
    [{ startedTime: '1' }, {}],
    [{ taskErrorMessage: 'a', invocationErrorMessage: 'b' }, { errorMessage: 'a' }],
    [{ invocationErrorMessage: 'b' }, { errorMessage: 'b' }],
    [
      { requestId: '1', instanceId: 'c', returnPayload: 'r', events: [{}, { eventDetail: 'd' }] },
      { requestId: '1', instanceId: 'c', returnPayload: 'r', lastEventDetail: 'd' },
    ],
  ] as const)('a task %j', ([body, known]) => {
    expect(asyncTaskFrom(body)).toEqual({ ...UNKNOWN_TASK, ...known });
  });

  const UNKNOWN_TRIGGER = { name: '', type: '', qualifier: '', config: '' };
  const urls = { urlInternet: 'i', urlIntranet: 'v' };
  test.for([
    [null, {}],
    [{ triggerName: 7, httpTrigger: 'x' }, {}],
    [
      { triggerName: 'n', triggerType: 't', qualifier: 'q', triggerConfig: 'c', httpTrigger: urls },
      { name: 'n', type: 't', qualifier: 'q', config: 'c', ...urls },
    ],
    [urls, urls],
    [
      { ...urls, httpTrigger: { urlInternet: 'I', urlIntranet: 'V' } },
      { urlInternet: 'I', urlIntranet: 'V' },
    ],
  ] as const)('a trigger %j', ([body, known]) => {
    expect(triggerFrom(body)).toEqual({ ...UNKNOWN_TRIGGER, ...known });
  });

  test('is an object, or as good as none', () => {
    expect([{ a: 1 }, null, undefined, 'text', 7].map(recordFrom)).toEqual([
      { a: 1 },
      {},
      {},
      {},
      {},
    ]);
  });
});

test('the time of a signature has no fractions of a second', () => {
  expect(timestamp(new Date('2026-01-02T03:04:05.678Z'))).toBe('2026-01-02T03:04:05Z');
});

describe('regions', () => {
  test.for([
    ['cn-hangzhou', undefined],
    ['cn-heyuan-acdr-1', undefined],
    ['cn-hangzou', 'cn-hangzhou'],
    ['cn-hangzhou-finanze', 'cn-hangzhou-finance'],
    ['us-east-9', 'us-east-1'],
    ['ap-southeast-6', 'ap-southeast-1'],
  ] as const)('the known one that is nearest to %s: %s', ([region, nearest]) => {
    expect(nearestKnownRegion(region)).toBe(nearest);
  });

  test('each has the host that FC documents', () => {
    const hosts = KNOWN_REGIONS.map(
      (region) => defaultEndpoint({ region, accountId: '', serviceName: '' }).host,
    );

    expect(hosts.filter((host) => host.startsWith('fcv3.'))).toHaveLength(22);
    expect(hosts.filter((host) => host.endsWith('.fc.aliyuncs.com'))).toEqual([
      'me-central-1.fc.aliyuncs.com',
      'cn-hangzhou-finance.fc.aliyuncs.com',
      'cn-shanghai-finance-1.fc.aliyuncs.com',
      'cn-heyuan-acdr-1.fc.aliyuncs.com',
    ]);
  });
});
