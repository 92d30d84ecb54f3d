/** Faults in the headers, logs and bodies of FC's responses. */
import { gzipSync } from 'node:zlib';
import { triggerUrl } from './arrangements';
import { type FaultRow, lost, passed, ranAndFailed, ranWithout } from './fault-row';

const MIB = 1024 * 1024;
/** 17 gzip members, each of 16 MiB: 272 MiB in 280 KB. */
const BOMB = Buffer.concat(Array(17).fill(gzipSync(Buffer.alloc(16 * MIB))));
const GZIP = { type: 'headers', set: [['Content-Encoding', 'gzip']] } as const;
const WITHOUT_RESULT = ranWithout('result', 'result-file');
const TOO_LARGE = /^The response is larger than 256 MiB; the function may have run/;
/** Writing and reading 256 MiB takes its time on a machine that does other things. */
const LARGE = { timeout: '55', 'max-retries': '3' };

const THROWS = "exports.handler = async () => { throw new Error('broken'); };";

export const HEADERS: readonly FaultRow[] = [
  [
    'no request ID',
    { faults: [{ type: 'headers', remove: ['X-Fc-Request-Id'] }] },
    passed({ outputs: ranWithout('request-id'), warning: /no X-Fc-Request-Id/ }),
  ],
  [
    'no header of FC at all',
    { faults: [{ type: 'respond', status: 200, body: 'ok', run: true }] },
    passed({ outputs: ['result', 'result-file', 'status-code'], warning: /no X-Fc-Request-Id/ }),
  ],
  [
    'no log',
    { faults: [{ type: 'headers', remove: ['X-Fc-Log-Result'] }] },
    passed({ outputs: ranWithout('logs', 'billed-duration-ms') }),
  ],
  [
    'a log that is not base64',
    { faults: [{ type: 'headers', set: [['X-Fc-Log-Result', '%%%']] }] },
    passed({ outputs: ranWithout('logs', 'billed-duration-ms'), warning: /is not base64/ }),
  ],
  [
    'two logs',
    {
      faults: [
        {
          type: 'headers',
          set: [
            ['X-Fc-Log-Result', 'YQ=='],
            ['X-Fc-Log-Result', 'Yg=='],
          ],
        },
      ],
    },
    passed({ outputs: ranWithout('logs', 'billed-duration-ms'), warning: /is not base64/ }),
  ],
  [
    'a log that is not UTF-8',
    { faults: [{ type: 'log', text: Buffer.from([0x66, 0xff, 0xfe, 0x00, 0x67]) }] },
    passed({ outputs: ranWithout('billed-duration-ms') }),
  ],
  [
    'metrics that are not numbers',
    {
      faults: [
        {
          type: 'headers',
          set: [
            ['X-Fc-Invocation-Duration', 'NaN'],
            ['X-Fc-Max-Memory-Usage', '-1'],
            ['X-Fc-Log-Result', ''],
          ],
        },
      ],
    },
    passed({ outputs: ranWithout('logs', 'duration-ms', 'billed-duration-ms', 'memory-used-mb') }),
  ],
  [
    'a metric of 400 digits',
    {
      together: [
        { type: 'headers', set: [['X-Fc-Invocation-Duration', '9'.repeat(400)]] },
        { type: 'log', text: 'x' },
      ],
    },
    passed({ outputs: ranWithout('duration-ms', 'billed-duration-ms') }),
  ],
  [
    'an error type that is not a name',
    { faults: [{ type: 'headers', set: [['X-Fc-Error-Type', '::error:: <b>']] }] },
    ranAndFailed('_error_b_', /Function f failed/),
  ],
  [
    'a version and a checksum of 5,000 characters',
    {
      faults: [
        {
          type: 'headers',
          set: [
            ['X-Fc-Code-Checksum', 'x'.repeat(5_000)],
            ['X-Fc-Invocation-Service-Version', 'y'.repeat(5_000)],
          ],
        },
      ],
    },
    passed(),
  ],
];

export const BODIES: readonly FaultRow[] = [
  [
    'an empty result',
    { faults: [{ type: 'body', body: '' }] },
    passed({ outputs: ranWithout('result') }),
  ],
  [
    'a result that is not UTF-8',
    { faults: [{ type: 'body', body: Buffer.from([0xff, 0xfe, 0x00]) }] },
    passed({ outputs: ranWithout('result'), warning: /is not valid UTF-8/ }),
  ],
  [
    'a result with NUL',
    { faults: [{ type: 'body', body: 'a\0b' }] },
    passed({ outputs: ranWithout('result'), warning: /contains NUL/ }),
  ],
  ['a result that is broken JSON', { faults: [{ type: 'body', body: '{"a":' }] }, passed()],
  [
    'a result that no output holds',
    { faults: [{ type: 'body', body: 'x'.repeat(400_001) }] },
    passed({ outputs: ranWithout('result'), warning: /longer than 400,000 UTF-16 code units/ }),
  ],
  [
    'a result that no environment variable holds',
    { faults: [{ type: 'body', body: 'x'.repeat(128 * 1024 + 1) }] },
    passed({ warning: /does not fit an environment variable/ }),
  ],
  [
    'a result without end',
    {
      together: [{ type: 'body', body: Buffer.alloc(MIB, 'x') }, { type: 'endless' }],
      inputs: LARGE,
    },
    lost('ResultTooLarge', 1, { outputs: WITHOUT_RESULT, message: TOO_LARGE }),
  ],
  [
    'a small result that decodes to more than 256 MiB',
    { together: [{ type: 'body', body: BOMB }, GZIP], inputs: LARGE },
    lost('ResultTooLarge', 1, { outputs: WITHOUT_RESULT, message: TOO_LARGE }),
  ],
  [
    'the same through an HTTP trigger',
    { together: [{ type: 'body', body: BOMB }, GZIP], inputs: LARGE, arrange: triggerUrl },
    lost('ResultTooLarge', 1, { outputs: WITHOUT_RESULT, message: TOO_LARGE }),
  ],
  [
    'a result that is not encoded as its header says',
    { faults: [GZIP], inputs: { 'max-retries': '3' } },
    lost('NetworkError', 1, {
      outputs: WITHOUT_RESULT,
      message: /^The response body is not valid gzip: .*; the function may have run/,
    }),
  ],
  [
    'the same through an HTTP trigger, with brotli',
    {
      faults: [{ type: 'headers', set: [['Content-Encoding', 'br']] }],
      inputs: { 'max-retries': '3' },
      arrange: triggerUrl,
    },
    lost('NetworkError', 1, {
      outputs: WITHOUT_RESULT,
      message: /^The response body is not valid br: .*; the function may have run/,
    }),
  ],
  ['the function throws', { source: THROWS }, ranAndFailed('UnhandledInvocationError', /broken/)],
  [
    'the function throws, and the body says nothing',
    { source: THROWS, faults: [{ type: 'body', body: '' }] },
    ranAndFailed('UnhandledInvocationError', /Function f failed\./, {
      outputs: ranWithout('result'),
    }),
  ],
  [
    'the function throws, and the body is HTML',
    { source: THROWS, faults: [{ type: 'body', body: '<h1>Error</h1>' }] },
    ranAndFailed('UnhandledInvocationError', /<h1>Error<\/h1>/),
  ],
  [
    'the function throws, and its message is an object',
    { source: THROWS, faults: [{ type: 'body', body: '{"errorMessage":{"a":1}}' }] },
    ranAndFailed('UnhandledInvocationError', /\{"errorMessage":\{"a":1\}\}/),
  ],
  [
    'an exception outside of the handler, under fail-on: unhandled',
    {
      source:
        "exports.handler = () => new Promise(() => setImmediate(() => { throw new Error('stray'); }));",
      inputs: { 'fail-on': 'unhandled' },
    },
    ranAndFailed('HandledInvocationError', /uncaughtException/),
  ],
  [
    'the function ends its process',
    {
      source: 'exports.handler = () => process.exit(3);',
      emulator: { instances: 'processes' },
    },
    ranAndFailed('UnhandledInvocationError', /Process exited unexpectedly/),
  ],
];
