// Generated from action.yml by `npm run generate`; do not edit.

/** Every input with its default; an empty string where there is none. */
export const INPUT_DEFAULTS = {
  region: '',
  'function-name': '',
  qualifier: 'LATEST',
  'account-id': '',
  endpoint: '',
  event: '',
  'event-file': '',
  'invocation-type': 'sync',
  'async-task-id': '',
  'log-type': 'tail',
  'show-result': 'true',
  timeout: '600',
  'max-retries': '3',
  'fail-on': 'any',
  'access-key-id': '',
  'access-key-secret': '',
  'security-token': '',
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
  'instance-id',
  'function-version',
  'code-checksum',
  'async-task-id',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];
