/** Secrets of the run that come back in texts which are cut: side by side, so that every cut hits one. */
import { type Cause, type FaultRow, passed, ranAndFailed, ranWithout, refused } from './fault-row';

const KEY = {
  accessKeyId: 'LTAI5tQ8vX2mZ7cR4nW9bK3d',
  accessKeySecret: 'Yh7Lp2Vx9Qw4Zr8Tn3Bk6Mc1Jd5GfS',
  securityToken:
    'CAISuQ1qV8eB0nXo2zP6tL9wH4yR7mK3jD5gF+cZaUiEhTxWvNsJdOlMkYbGrIfA4Pq9Bt2Lx7Wn5Hz8Cv3Qs6',
};
const TOLD = `${KEY.accessKeySecret} ${KEY.securityToken} `;

/** More than is shown of any text of others, and little enough for several headers of it. */
const LONG = TOLD.repeat(150);
/** FC cuts a log at its start. */
const LOG = TOLD.repeat(30).slice(5);

const TELLS: Cause = {
  emulator: { accessKeys: [KEY] },
  inputs: { 'security-token': KEY.securityToken },
  cutsSecrets: true,
};
const THROWS = "exports.handler = async () => { throw new Error('x'); };";

export const SECRETS: readonly FaultRow[] = [
  [
    'a service error that tells the secrets',
    { ...TELLS, faults: [{ type: 'service-error', code: 'AccessDenied', message: LONG }] },
    refused('AccessDenied', /^FC responded with 403: \*\*\*/),
  ],
  [
    'a function error that tells the secrets',
    {
      ...TELLS,
      source: THROWS,
      faults: [{ type: 'body', body: JSON.stringify({ errorType: 'Error', errorMessage: LONG }) }],
    },
    ranAndFailed('UnhandledInvocationError', /^Function f failed: Error: \*\*\*/),
  ],
  [
    'a result that tells the secrets, and an expectation that quotes it',
    {
      ...TELLS,
      faults: [{ type: 'body', body: JSON.stringify({ status: LONG }) }],
      inputs: { ...TELLS.inputs, expect: "result.status == 'ok'" },
    },
    ranAndFailed('ExpectationFailed', /`result\.status` is '\*\*\*/),
  ],
  [
    'a log that tells the secrets',
    { ...TELLS, faults: [{ type: 'log', text: LOG }] },
    passed({ outputs: ranWithout('billed-duration-ms') }),
  ],
  [
    'headers that tell the secrets',
    {
      ...TELLS,
      faults: [
        {
          type: 'headers',
          set: [
            ['X-Fc-Request-Id', LONG],
            ['X-Fc-Instance-Id', `x${LONG}`],
            ['X-Fc-Code-Checksum', `xx${LONG}`],
            ['X-Foreign', LONG],
          ],
        },
      ],
    },
    passed(),
  ],
  [
    'an error type that tells the secrets',
    { ...TELLS, faults: [{ type: 'headers', set: [['X-Fc-Error-Type', LONG]] }] },
    ranAndFailed('_', /^Function f failed/),
  ],
  [
    'an error code of the service that tells the secrets',
    {
      ...TELLS,
      faults: [
        {
          type: 'respond',
          status: 403,
          headers: [['X-Fc-Request-Id', LONG]],
          body: JSON.stringify({ Code: KEY.accessKeySecret, Message: LONG }),
        },
      ],
    },
    refused('***', /^FC responded with 403: \*\*\*/),
  ],
];
