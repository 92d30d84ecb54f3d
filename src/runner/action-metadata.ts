// Generated from action.yml by `npm run generate`; do not edit.

/** Every input with its default; an empty string where there is none. */
export const INPUT_DEFAULTS = {
  region: '',
  'function-name': '',
  'service-name': '',
  qualifier: 'LATEST',
  'account-id': '',
  endpoint: '',
  event: '',
  'event-file': '',
  'event-template': '',
  'invocation-type': 'sync',
  'async-task-id': '',
  wait: 'false',
  'on-cancel': 'stop',
  'http-trigger': 'false',
  'log-type': 'tail',
  'show-result': 'true',
  timeout: '600',
  'max-retries': '3',
  'fail-on': 'any',
  expect: '',
  attempts: '1',
  'attempt-interval': '5',
  'wait-for-update': '0',
  'role-to-assume': '',
  'oidc-provider-arn': '',
  audience: 'sts.aliyuncs.com',
  'role-session-name': 'fc-invoke',
  'role-session-expiration': '3600',
  'sts-endpoint': 'sts.aliyuncs.com',
  'access-key-id': '',
  'access-key-secret': '',
  'security-token': '',
  'source-path': '',
  summary: 'true',
} as const;

export type InputName = keyof typeof INPUT_DEFAULTS;

/** Every output. */
export const OUTPUT_NAMES = [
  'result',
  'result-file',
  'request-id',
  'error-type',
  'error-message',
  'status-code',
  'logs',
  'duration-ms',
  'billed-duration-ms',
  'memory-used-mb',
  'latency-ms',
  'instance-id',
  'function-version',
  'code-checksum',
  'async-task-id',
  'async-task-status',
  'attempts',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];
