/** Faults of HTTP, and of gateways between the action and FC. */
import { writeEndlessly } from '../network/tcp-server';
import { keyless, tcpServer, triggerUrl } from './arrangements';
import { ANSWERED, type FaultRow, lost, notSent, passed, ranAndFailed, refused } from './fault-row';

const NOT_FROM_FC = { outputs: ['status-code'], warning: /no X-Fc-Request-Id/ } as const;
const MAY_HAVE_RUN = /the function may have run/;
const SWITCHED = /^The server switched to another protocol \(101\); the function may have run/;
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const MANY_HEADERS: readonly (readonly [string, string])[] = [
  ...Array.from({ length: 2_500 }, (_, index) => [`X-${index}`, 'x'] as const),
  ['X-Fc-Error-Type', 'UnhandledInvocationError'],
];

/** A response that does not come from FC; nothing has run. */
function gateway(
  status: number,
  body: string,
  contentType = 'text/html',
): Pick<FaultRow[1], 'faults' | 'inputs'> {
  return {
    faults: [{ type: 'respond', status, headers: [['Content-Type', contentType]], body }],
    inputs: { 'max-retries': '3' },
  };
}

/** Bytes in the place of FC's response, after the function has run. */
function raw(bytes: string): Pick<FaultRow[1], 'faults' | 'inputs'> {
  return { faults: [{ type: 'raw-response', bytes, run: true }], inputs: { 'max-retries': '3' } };
}

export const HTTP: readonly FaultRow[] = [
  [
    'a gateway responds with 502 and HTML',
    gateway(502, '<h1>Bad Gateway</h1>'),
    refused('ServiceError', MAY_HAVE_RUN, NOT_FROM_FC),
  ],
  [
    'a gateway responds with 503 and HTML',
    gateway(503, '<h1>Service Unavailable</h1>'),
    refused('ServiceError', MAY_HAVE_RUN, NOT_FROM_FC),
  ],
  [
    'a gateway responds with 504 and nothing',
    gateway(504, ''),
    refused('ServiceError', MAY_HAVE_RUN, NOT_FROM_FC),
  ],
  ['500 with nothing', gateway(500, ''), refused('ServiceError', MAY_HAVE_RUN, NOT_FROM_FC)],
  [
    '403 with HTML',
    gateway(403, '<h1>Forbidden</h1>'),
    refused('ServiceError', /status 403/, NOT_FROM_FC),
  ],
  [
    'an error in XML',
    gateway(
      403,
      '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
      'application/xml',
    ),
    refused('AccessDenied', /403: no/, NOT_FROM_FC),
  ],
  [
    'an error as older versions spell it',
    gateway(404, '{"errorCode":"FunctionNotFound","errorMessage":"gone"}', 'application/json'),
    refused('FunctionNotFound', /404: gone/, NOT_FROM_FC),
  ],
  [
    'an error whose code is no code',
    gateway(400, '{"Code":"::error::","Message":7}', 'application/json'),
    refused('ServiceError', /status 400/, NOT_FROM_FC),
  ],
  [
    'an error that is a JSON list',
    gateway(400, '[1]', 'application/json'),
    refused('ServiceError', /status 400/, NOT_FROM_FC),
  ],
  ['204 instead of 200', gateway(204, ''), refused('ServiceError', /status 204/, NOT_FROM_FC)],
  [
    '202 for a synchronous call',
    gateway(202, ''),
    refused('ServiceError', /status 202/, NOT_FROM_FC),
  ],
  [
    '200 for an asynchronous call',
    { ...gateway(200, 'ok'), inputs: { 'invocation-type': 'async' } },
    refused('ServiceError', /status 200/, NOT_FROM_FC),
  ],
  ['the response is not HTTP', raw('220 smtp.example.test ESMTP\r\n'), lost('NetworkError', 1)],
  ['the response is empty', raw(''), lost('NetworkError', 1)],
  ['the response ends in its headers', raw('HTTP/1.1 200 OK\r\nX-Fc-Req'), lost('NetworkError', 1)],
  [
    'a header line without a colon',
    raw('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'),
    lost('NetworkError', 1),
  ],
  [
    'a header with NUL',
    raw('HTTP/1.1 200 OK\r\nX-Fc-Request-Id: a\0b\r\n\r\n'),
    lost('NetworkError', 1),
  ],
  [
    'two lengths that contradict each other',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
    lost('NetworkError', 1),
  ],
  [
    'chunks that are none',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\n'),
    lost('NetworkError', 1, { outputs: ['status-code'], warning: /no X-Fc-Request-Id/ }),
  ],
  ['another protocol (101)', raw(SWITCHING), lost('NetworkError', 1, { message: SWITCHED })],
  [
    'another protocol (101) without the headers of an upgrade',
    raw('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    lost('NetworkError', 1, { message: SWITCHED }),
  ],
  [
    'another protocol (101) through an HTTP trigger',
    { ...raw(SWITCHING), arrange: triggerUrl },
    lost('NetworkError', 1, { message: SWITCHED }),
  ],
  [
    'another protocol (101) from STS',
    { arrange: keyless({ type: 'raw-response', bytes: SWITCHING }) },
    notSent('NetworkError', /switched to another protocol \(101\); the function has not run/),
  ],
  [
    'early hints (103) without end',
    {
      arrange: tcpServer('http', (socket) =>
        socket.once('data', () => writeEndlessly(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n')),
      ),
      inputs: { 'max-retries': '3' },
    },
    lost('NetworkError', 0, {
      requests: 0,
      message: /more than 100 informational responses .*may have run/i,
    }),
  ],
  [
    'early hints (103) before the response',
    raw('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    passed({ outputs: ['result', 'result-file', 'status-code'], warning: /no X-Fc-Request-Id/ }),
  ],
  [
    'HTTP/1.0, ended by closing',
    raw('HTTP/1.0 200 OK\r\nX-Fc-Request-Id: 1-a\r\n\r\nok'),
    passed({ outputs: ['result', 'result-file', ...ANSWERED] }),
  ],
  [
    'headers of 200 KiB',
    { faults: [{ type: 'headers', set: [['X-Large', 'x'.repeat(200 * 1024)]] }] },
    lost('NetworkError', 1, { message: /headers exceed 128 KiB; the function may have run/ }),
  ],
  [
    '2,500 headers before the error type',
    { faults: [{ type: 'headers', set: MANY_HEADERS }] },
    ranAndFailed('UnhandledInvocationError', /Function .* failed/),
  ],
  [
    'headers named like members of every object',
    {
      faults: [
        {
          type: 'headers',
          set: [
            ['__proto__', 'x'],
            ['constructor', 'x'],
          ],
        },
      ],
    },
    passed(),
  ],
];

export const REDIRECTS: readonly FaultRow[] = ([301, 302, 307, 308] as const).map((status) => [
  `a redirect (${status}) to another host`,
  {
    faults: [{ type: 'respond', status, headers: [['Location', 'http://127.0.0.1:9/stolen']] }],
    inputs: { 'max-retries': '3' },
  },
  {
    errorType: 'ServiceError',
    executions: 0,
    requests: 1,
    outputs: ['status-code'],
    message: new RegExp(`status ${status}`),
    warning: /no X-Fc-Request-Id/,
  },
]);
