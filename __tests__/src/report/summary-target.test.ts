import { expect, test } from 'vitest';
import type { PlannedMode } from '../../../src/function-compute/invocation';
import { summaryTarget } from '../../../src/report/summary-target';
import { caseOf } from '../../support/cases';

const { request } = caseOf();

test.for<[what: string, mode: PlannedMode, type: 'sync' | 'async', wait: boolean]>([
  ['an invocation', request.mode, 'sync', false],
  ['an event', { type: 'async', wait: false, taskId: 'a' }, 'async', false],
  [
    'a task',
    { type: 'async', wait: true, taskId: undefined, onCancel: 'stop', logType: 'tail' },
    'async',
    true,
  ],
])('whether %s is asynchronous and awaited', ([, mode, invocationType, wait]) => {
  expect(summaryTarget({ ...request, mode }, undefined)).toMatchObject({ invocationType, wait });
});
