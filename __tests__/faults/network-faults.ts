/** Faults on the way to FC: name lookup, TCP, TLS. */
import { closedPort, endpoint, pathVariable, tcpServer, tls, trustAuthority } from './arrangements';
import { type FaultRow, lost, notSent, passed, ranWithout } from './fault-row';

const HERE = ['127.0.0.1', 'localhost'];
const DID_NOT_RUN = /; the function has not run/;
const CONNECT_ERROR = /^Could not connect to .*; the function has not run/;
const DAY_MS = 24 * 60 * 60 * 1000;
const fromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

export const CONNECTING: readonly FaultRow[] = [
  [
    'nothing listens at the endpoint',
    { arrange: closedPort },
    notSent('NetworkError', CONNECT_ERROR),
  ],
  [
    'nothing listens at the endpoint, one retry allowed',
    { arrange: closedPort, inputs: { 'max-retries': '1' } },
    notSent('NetworkError', CONNECT_ERROR),
  ],
  [
    'the host name does not exist',
    { inputs: { endpoint: 'http://fc.invalid' } },
    notSent('NetworkError', /Could not connect to fc\.invalid:80: .*(ENOTFOUND|EAI_AGAIN)/, {
      warning: /not encrypted/,
    }),
  ],
  [
    'the server takes the connection and closes it',
    { arrange: tcpServer('http', (socket) => socket.destroy()) },
    lost('NetworkError', 0, { requests: 0 }),
  ],
  [
    'the server takes the connection and stays silent',
    { arrange: tcpServer('http', () => undefined), inputs: { timeout: '1' } },
    lost('Timeout', 0, { requests: 0 }),
  ],
  [
    'reset before the function ran',
    { faults: [{ type: 'reset', when: 'before-run' }] },
    lost('NetworkError', 0),
  ],
  [
    'reset before the function ran, retries allowed',
    { faults: [{ type: 'reset', when: 'before-run' }], inputs: { 'max-retries': '3' } },
    lost('NetworkError', 0),
  ],
  [
    'reset after the function ran, retries allowed',
    { faults: [{ type: 'reset', when: 'after-run' }], inputs: { 'max-retries': '3' } },
    lost('NetworkError', 1),
  ],
  [
    'reset in the middle of the response',
    { faults: [{ type: 'reset', when: 'in-body' }] },
    lost('NetworkError', 1, { outputs: ranWithout('result', 'result-file') }),
  ],
  [
    'the response is cut off',
    { faults: [{ type: 'truncate', bytes: 3 }] },
    lost('NetworkError', 1, { outputs: ranWithout('result', 'result-file') }),
  ],
  [
    'the response of a failed function is cut off',
    {
      faults: [{ type: 'truncate', bytes: 3 }],
      source: "exports.handler = async () => { throw new Error('x'); };",
    },
    {
      ...lost('UnhandledInvocationError', 1),
      message: /its error message was lost/,
      outputs: ranWithout('result', 'result-file'),
    },
  ],
  [
    'the response arrives byte by byte',
    { faults: [{ type: 'drip', bytes: 1, intervalMilliseconds: 5 }] },
    passed(),
  ],
  [
    'no response within timeout',
    {
      faults: [{ type: 'delay', before: 'response', milliseconds: 10_000 }],
      inputs: { timeout: '1' },
    },
    lost('Timeout', 1),
  ],
  [
    'the response is not complete within timeout',
    { faults: [{ type: 'drip', bytes: 1, intervalMilliseconds: 1000 }], inputs: { timeout: '1' } },
    lost('Timeout', 1, { outputs: ranWithout('result', 'result-file') }),
  ],
  [
    'the server closes the connection after the response',
    { faults: [{ type: 'close-idle', milliseconds: 0 }] },
    passed(),
  ],
];

export const TLS: readonly FaultRow[] = [
  [
    'a certificate of an unknown authority',
    { emulator: tls({ hosts: HERE }), inputs: { 'max-retries': '3' } },
    notSent('NetworkError', /certificate of 127\.0\.0\.1:\d+ is not accepted.*NODE_EXTRA_CA_CERTS/),
  ],
  [
    'the same with NODE_TLS_REJECT_UNAUTHORIZED=0',
    { process: true, emulator: tls({ hosts: HERE }), env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    notSent('NetworkError', /is not accepted/, { stderr: /NODE_TLS_REJECT_UNAUTHORIZED/ }),
  ],
  [
    'a private authority that NODE_EXTRA_CA_CERTS names',
    { process: true, emulator: tls({ hosts: HERE }), arrange: trustAuthority },
    passed(),
  ],
  [
    'NODE_EXTRA_CA_CERTS names no file',
    {
      emulator: tls({ hosts: HERE }),
      process: true,
      arrange: pathVariable('NODE_EXTRA_CA_CERTS', (folder) => `${folder}/missing.pem`),
    },
    notSent('NetworkError', /is not accepted/, { stderr: /Ignoring extra certs/ }),
  ],
  [
    'a certificate for another host',
    {
      emulator: tls({ hosts: ['other.test'] }),
      process: true,
      arrange: trustAuthority,
      inputs: { 'max-retries': '3' },
    },
    notSent('NetworkError', /is not accepted: .*altnames/),
  ],
  [
    'an expired certificate',
    {
      emulator: tls({ hosts: HERE, notBefore: fromNow(-9), notAfter: fromNow(-1) }),
      process: true,
      arrange: trustAuthority,
    },
    notSent('NetworkError', /is not accepted: .*expired/),
  ],
  [
    'a certificate that is not valid yet',
    {
      emulator: tls({ hosts: HERE, notBefore: fromNow(1), notAfter: fromNow(9) }),
      process: true,
      arrange: trustAuthority,
    },
    notSent('NetworkError', /is not accepted: .*not yet valid/),
  ],
  [
    'the endpoint speaks plain HTTP',
    { arrange: endpoint((url) => url.replace('http:', 'https:')) },
    notSent('NetworkError', /TLS handshake with .* failed/),
  ],
  [
    'the endpoint speaks TLS and is called by plain HTTP',
    { emulator: tls({ hosts: HERE }), arrange: endpoint((url) => url.replace('https:', 'http:')) },
    lost('NetworkError', 0, { requests: 0 }),
  ],
  [
    'the server closes the connection during the handshake',
    { arrange: tcpServer('https', (socket) => socket.once('data', () => socket.destroy())) },
    notSent('NetworkError', DID_NOT_RUN),
  ],
  [
    'the server never completes the handshake',
    { arrange: tcpServer('https', () => undefined), inputs: { timeout: '1' } },
    notSent('Timeout', /could not be sent within 1 s; the function has not run/),
  ],
  [
    'reset under TLS after the function ran',
    {
      emulator: tls({ hosts: HERE }),
      process: true,
      arrange: trustAuthority,
      faults: [{ type: 'reset', when: 'after-run' }],
      inputs: { 'max-retries': '3' },
    },
    lost('NetworkError', 1),
  ],
];
