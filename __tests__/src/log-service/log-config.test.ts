import { expect, test } from 'vitest';
import { logstoreFrom } from '../../../src/log-service/log-config';

const PROJECT = 'serverless-cn-hangzhou-1';
const LOGSTORE = 'default_logs';

test.for<[what: string, logConfig: unknown]>([
  ['a name', { project: PROJECT, logstore: LOGSTORE }],
  ['a list of one', { project: PROJECT, logstore: [{ name: LOGSTORE }] }],
  [
    'a list of several, of which the first counts',
    {
      project: PROJECT,
      logstore: [{ name: LOGSTORE }, { name: 'other' }],
    },
  ],
  [
    'beside other settings',
    {
      project: PROJECT,
      logstore: LOGSTORE,
      enableRequestMetrics: true,
      logBeginRule: 'DefaultRegex',
    },
  ],
])('a logstore is %s', ([, logConfig]) => {
  expect(logstoreFrom({ functionName: 'f', logConfig })).toEqual({
    project: PROJECT,
    logstore: LOGSTORE,
  });
});

const NOT_SET = 'the function has no logstore: its logConfig is not set';

test.for<[what: string, body: unknown]>([
  ['no response', undefined],
  ['no object', 'text'],
  ['no logConfig', {}],
  ['a logConfig of null', { logConfig: null }],
  ['no project', { logConfig: { logstore: LOGSTORE } }],
  ['no logstore', { logConfig: { project: PROJECT } }],
  ['empty names', { logConfig: { project: '', logstore: '' } }],
  ['an empty logstore', { logConfig: { project: PROJECT, logstore: '' } }],
  ['an empty list', { logConfig: { project: PROJECT, logstore: [] } }],
  ['a list of something else', { logConfig: { project: PROJECT, logstore: ['name'] } }],
  ['numbers', { logConfig: { project: 1, logstore: 2 } }],
])('none is set: %s', ([, body]) => {
  expect(logstoreFrom(body)).toEqual({ missing: NOT_SET });
});

test.for<[project: string, isValid: boolean]>([
  ['abc', true],
  ['0-9', true],
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
  ['ab', false],
  ['-bc', false],
  ['ab-', false],
  ['Abc', false],
  ['a.b', false],
  ['a_b', false],
  ['evil.example.com/', false],
  ['abc\n', false],
  ['a@b.c', false],
])('the project %j becomes part of a host name: %s', ([project, isValid]) => {
  const found = logstoreFrom({ logConfig: { project, logstore: LOGSTORE } });

  expect(found).toEqual(
    isValid
      ? { project, logstore: LOGSTORE }
      : { missing: 'the project of its logConfig is not a valid name' },
  );
});

test.for<[logstore: string, isValid: boolean]>([
  ['a', true],
  ['a-b_c9', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['a/b', false],
  ['..', false],
  ['a?b', false],
  ['a b', false],
  ['日志', false],
])('the logstore %j becomes part of a path: %s', ([logstore, isValid]) => {
  const found = logstoreFrom({ logConfig: { project: PROJECT, logstore } });

  expect(found).toEqual(
    isValid
      ? { project: PROJECT, logstore }
      : { missing: 'the logstore of its logConfig is not a valid name' },
  );
});
