/** Faults of the proxy, and on the way to it. */
import { all, authority, proxy, tls, trustAuthority } from './arrangements';
import { type FaultRow, lost, notSent, passed } from './fault-row';

const HERE = ['127.0.0.1', 'localhost'];
const DID_NOT_RUN = /; the function has not run/;
const CREDENTIALS = { user: 'runner', password: 'p@ss: 100%' };
const USER_INFO = 'runner:p%40ss%3A%20100%25';
const PROXY_IDENTITY = authority.issue({ hosts: HERE });

export const PROXIES: readonly FaultRow[] = [
  ['a proxy without a password', { arrange: proxy() }, passed()],
  [
    'a proxy with user and password',
    { arrange: proxy({ credentials: CREDENTIALS, userInfo: USER_INFO }) },
    passed(),
  ],
  ['a proxy in the lower-case variable', { arrange: proxy({ variable: 'http_proxy' }) }, passed()],
  [
    'a proxy in HTTPS_PROXY for an https endpoint',
    {
      emulator: tls({ hosts: HERE }),
      process: true,
      arrange: all(trustAuthority, proxy({ variable: 'HTTPS_PROXY' })),
    },
    passed(),
  ],
  [
    'a proxy in HTTPS_PROXY without a scheme, for an https endpoint',
    {
      emulator: tls({ hosts: HERE }),
      process: true,
      arrange: all(trustAuthority, proxy({ variable: 'HTTPS_PROXY', hasScheme: false })),
    },
    passed(),
  ],
  [
    'the same in the lower-case variable',
    {
      emulator: tls({ hosts: HERE }),
      process: true,
      arrange: all(trustAuthority, proxy({ variable: 'https_proxy' })),
    },
    passed(),
  ],
  [
    'a proxy that is reached over TLS itself',
    { process: true, arrange: all(trustAuthority, proxy({ tls: PROXY_IDENTITY })) },
    passed(),
  ],
  [
    'a proxy with a certificate of an unknown authority',
    { arrange: proxy({ tls: PROXY_IDENTITY }), inputs: { 'max-retries': '3' } },
    notSent('NetworkError', /certificate of 127\.0\.0\.1:\d+ is not accepted/),
  ],
  [
    'a proxy that refuses every request, and NO_PROXY',
    { arrange: proxy({ refuses: { status: 403 } }), env: { NO_PROXY: '127.0.0.1' } },
    passed(),
  ],
  [
    'a proxy that refuses every request, and no_proxy',
    { arrange: proxy({ refuses: { status: 403 } }), env: { no_proxy: '127.0.0.1' } },
    passed(),
  ],
  [
    'the proxy asks for a password (407)',
    { arrange: proxy({ credentials: CREDENTIALS }), inputs: { 'max-retries': '3' } },
    notSent('NetworkError', /requires a user and password \(407\)/),
  ],
  [
    'the proxy asks for another password (407)',
    { arrange: proxy({ credentials: CREDENTIALS, userInfo: 'runner:wrong-password' }) },
    notSent('NetworkError', /requires a user and password \(407\)/),
  ],
  [
    'the proxy refuses the host (403)',
    { arrange: proxy({ refuses: { status: 403 } }), inputs: { 'max-retries': '3' } },
    notSent('NetworkError', /responded 403 to CONNECT/),
  ],
  [
    'the proxy responds with 502 once',
    { arrange: proxy({ refuses: { status: 502, times: 1 } }), inputs: { 'max-retries': '1' } },
    passed(),
  ],
  [
    'the proxy responds with 503',
    { arrange: proxy({ refuses: { status: 503 } }) },
    notSent('NetworkError', /responded 503 to CONNECT/),
  ],
  [
    'the proxy responds with 504, one retry allowed',
    { arrange: proxy({ refuses: { status: 504 } }), inputs: { 'max-retries': '1' } },
    notSent('NetworkError', /responded 504 to CONNECT/),
  ],
  [
    'the proxy closes the connection instead of responding',
    { arrange: proxy({ breaks: 'instead-of-answering' }) },
    notSent('NetworkError', DID_NOT_RUN),
  ],
  [
    'the proxy does not speak HTTP',
    { arrange: proxy({ answers: 'SSH-2.0-OpenSSH_9.9\r\n' }) },
    notSent('NetworkError', DID_NOT_RUN),
  ],
  [
    'the proxy opens a tunnel and responds itself',
    { arrange: proxy({ answers: 'HTTP/1.1 200 OK\r\n\r\n<h1>Please log in</h1>' }) },
    lost('NetworkError', 0, { requests: 0 }),
  ],
  [
    'the proxy closes the tunnel in the middle of the response',
    { arrange: proxy({ breaks: { afterResponseBytes: 1 } }), inputs: { 'max-retries': '3' } },
    lost('NetworkError', 1),
  ],
  [
    'nothing listens at the proxy',
    { env: { HTTP_PROXY: 'http://127.0.0.1:9' } },
    notSent('NetworkError', /^Could not connect to 127\.0\.0\.1:9/),
  ],
  [
    'the variable names a SOCKS proxy',
    { env: { HTTP_PROXY: 'socks5://127.0.0.1:1080' } },
    notSent('NetworkError', /is not an http:\/\/ or https:\/\/ URL/),
  ],
  [
    'the variable holds no URL',
    { env: { HTTP_PROXY: 'http://user:swordfish-in-variable@:bad' } },
    notSent('NetworkError', /is not an http:\/\/ or https:\/\/ URL/),
  ],
];
