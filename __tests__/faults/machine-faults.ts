/** Faults on the runner's own machine: files, environment, credentials, the action itself. */
import {
  newFile,
  newFolder,
  pathVariable,
  preloadWhileRunning,
  RUNS_UNTIL_STOPPED,
} from './arrangements';
import { type FaultRow, notSent, passed, ranAndFailed, ranWithout } from './fault-row';

const CANNOT_KEEP = /The function ran, but result-file cannot be written/;
const LOST = { outputs: [] } as const;
/** A file that can be written to, but has no room; and a folder in which nothing can be made. */
const FULL = '/dev/full';
const READ_ONLY = '/sys';

const NOT_WRITTEN = /^OutputError: The outputs cannot be written/;
const REFUSED_EVENT = /must name a file/;

export const FILES: readonly FaultRow[] = [
  [
    'GITHUB_OUTPUT is not set',
    { env: { GITHUB_OUTPUT: undefined } },
    ranAndFailed('OutputError', NOT_WRITTEN, LOST),
  ],
  [
    'GITHUB_OUTPUT names no file',
    { arrange: pathVariable('GITHUB_OUTPUT', (folder) => `${folder}/missing`) },
    ranAndFailed('OutputError', NOT_WRITTEN, LOST),
  ],
  [
    'GITHUB_OUTPUT names a folder',
    { arrange: pathVariable('GITHUB_OUTPUT', newFolder) },
    ranAndFailed('OutputError', NOT_WRITTEN, LOST),
  ],
  [
    'the disk is full: outputs',
    { platform: 'linux', env: { GITHUB_OUTPUT: FULL } },
    ranAndFailed('OutputError', /ENOSPC/, LOST),
  ],
  [
    'the disk is full: outputs of a function that failed',
    {
      source: "exports.handler = async () => { throw new Error('first cause'); };",
      platform: 'linux',
      env: { GITHUB_OUTPUT: FULL },
    },
    ranAndFailed('UnhandledInvocationError', /first cause\..*ENOSPC/, LOST),
  ],
  [
    'the disk is full: job summary',
    { platform: 'linux', env: { GITHUB_STEP_SUMMARY: FULL } },
    passed({ warning: /summary cannot be written.*ENOSPC/ }),
  ],
  [
    'GITHUB_STEP_SUMMARY is not set',
    { env: { GITHUB_STEP_SUMMARY: undefined } },
    passed({ warning: /summary cannot be written/ }),
  ],
  [
    'RUNNER_TEMP does not exist',
    { arrange: pathVariable('RUNNER_TEMP', (folder) => `${folder}/missing`) },
    ranAndFailed('OutputError', CANNOT_KEEP, { outputs: ranWithout('result-file') }),
  ],
  [
    'RUNNER_TEMP is a file',
    { arrange: pathVariable('RUNNER_TEMP', newFile) },
    ranAndFailed('OutputError', CANNOT_KEEP, { outputs: ranWithout('result-file') }),
  ],
  [
    'RUNNER_TEMP is read-only',
    { platform: 'linux', env: { RUNNER_TEMP: READ_ONLY } },
    ranAndFailed('OutputError', CANNOT_KEEP, { outputs: ranWithout('result-file') }),
  ],
  ['RUNNER_TEMP is not set', { env: { RUNNER_TEMP: undefined } }, passed()],
  ['HOME and PATH are not set', { env: { HOME: undefined, PATH: undefined } }, passed()],
  [
    'event-file does not exist',
    { inputs: { event: '', 'event-file': 'missing.json' } },
    notSent('InvalidInput', REFUSED_EVENT),
  ],
  [
    'event-file is a folder',
    { inputs: { event: '', 'event-file': '.' } },
    notSent('InvalidInput', REFUSED_EVENT),
  ],
];

export const INPUTS: readonly FaultRow[] = [
  [
    'a region that smuggles another host',
    { inputs: { region: 'cn-x.evil.test/', endpoint: '' } },
    notSent('InvalidInput', /`region` must be a region ID/),
  ],
  [
    'an endpoint with user info',
    { inputs: { endpoint: 'fcv3.cn-hangzhou.aliyuncs.com@evil.test' } },
    notSent('InvalidInput', /`endpoint` must be a host/),
  ],
  [
    'an account ID that smuggles another host',
    { inputs: { 'account-id': '1234567890.evil.test/' } },
    notSent('InvalidInput', /`account-id` must be an account ID/),
  ],
  [
    'no credentials at all',
    { inputs: { 'access-key-id': '', 'access-key-secret': '' } },
    notSent('CredentialsError', /No credentials/),
  ],
  [
    'a secret that is not the key’s',
    { inputs: { 'access-key-secret': 'another-secret-of-30-characters' } },
    {
      ...notSent('SignatureNotMatch', /403/),
      requests: 1,
      outputs: ['request-id', 'status-code'],
    },
  ],
];

export const DEFECTS: readonly FaultRow[] = [
  [
    'an exception in an event handler while the function runs',
    {
      source: RUNS_UNTIL_STOPPED,
      process: true,
      arrange: preloadWhileRunning("throw new Error('unforeseen');"),
    },
    {
      ...notSent('InternalError', /This action has a defect \(unforeseen\)/),
      executions: 1,
      requests: 1,
    },
  ],
  [
    'a rejection that nobody handles while the function runs',
    {
      source: RUNS_UNTIL_STOPPED,
      process: true,
      arrange: preloadWhileRunning("Promise.reject(new Error('unforeseen'));"),
    },
    {
      ...notSent('InternalError', /This action has a defect \(unforeseen\)/),
      executions: 1,
      requests: 1,
    },
  ],
];
