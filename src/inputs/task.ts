import { randomBytes } from 'node:crypto';
import type { InvocationType } from '../event/payload';
import type { OnCancel } from '../function-compute/invocation';
import { flag, matching, oneOf } from './parsers';
import type { InputReader } from './reader';

/** What is asynchronous about an invocation. */
export interface TaskInputs {
  readonly invocationType: InvocationType;
  /** As given; empty when FC, or with `wait` this action, is to choose one. */
  readonly asyncTaskId: string;
  readonly wait: boolean;
  readonly onCancel: OnCancel;
}

const ASYNC_TASK_ID = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;
const MAX_ID_LENGTH = 128;

export function readTask(reader: InputReader): TaskInputs {
  const invocationType = reader.parsed('invocation-type', oneOf('sync', 'async'), undefined);
  const wait = reader.parsed('wait', flag, undefined);
  const onCancel = reader.parsed('on-cancel', oneOf('stop', 'leave'), 'stop');
  const asyncTaskId = readAsyncTaskId(reader);
  if (invocationType === 'sync') {
    const advice = 'can only be used with `invocation-type: async`';
    if (asyncTaskId !== '') reader.reject('async-task-id', advice);
    if (wait) reader.reject('wait', advice);
    if (onCancel === 'leave') reader.reject('on-cancel', `leave ${advice}`);
  }
  // What stands in for an invalid value must not contradict another input.
  return { invocationType: invocationType ?? 'sync', asyncTaskId, wait: wait ?? true, onCancel };
}

function readAsyncTaskId(reader: InputReader): string {
  if (!reader.isGiven('async-task-id')) return '';
  const expected =
    'a letter or underscore followed by up to 127 letters, digits, underscores and hyphens';
  if (reader.isGiven('cases')) {
    reader.reject('async-task-id', 'names a single task, so it cannot be used with `cases`');
  }
  return reader.parsed('async-task-id', matching(ASYNC_TASK_ID, expected), '');
}

/**
 * A new task ID that names the run, its attempt and the job. The random part tells apart what
 * GITHUB_JOB does not: legs of a matrix, calls of a reusable workflow, steps and attempts.
 */
export function newTaskId(environment: Readonly<Record<string, string | undefined>>): string {
  const random = randomBytes(6).toString('hex');
  const { GITHUB_RUN_ID = '0', GITHUB_RUN_ATTEMPT = '1', GITHUB_JOB = 'job' } = environment;
  const origin = `gh-${GITHUB_RUN_ID}-${GITHUB_RUN_ATTEMPT}-${GITHUB_JOB}`;
  const readable = origin
    .replace(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, MAX_ID_LENGTH - random.length - 1);
  return `${readable}-${random}`;
}
