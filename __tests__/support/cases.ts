import type { EventHttpRequest } from '../../src/event/http-request';
import { defaultEndpoint } from '../../src/function-compute/regions';
import type { Attempt } from '../../src/gate/attempt';
import type { Case, Plan } from '../../src/run/plan';
import { type CaseResult, endedCase } from '../../src/run/results';

const TARGET = {
  region: 'cn-hangzhou',
  functionName: 'hello',
  serviceName: '',
  qualifier: 'LATEST',
  accountId: '',
} as const;

/** What an empty event asks of an HTTP trigger. */
export const GET_REQUEST: EventHttpRequest = {
  method: 'GET',
  path: '/',
  query: undefined,
  headers: {},
  body: undefined,
};

/** A case as the inputs make one. */
export function caseOf(different: Partial<Case> = {}): Case {
  return {
    name: 'hello',
    request: {
      target: { ...TARGET, endpoint: defaultEndpoint(TARGET) },
      channel: { kind: 'api' },
      mode: { type: 'sync', logType: 'tail' },
      payload: new Uint8Array(),
    },
    gate: { failOn: 'any', expectations: [], attempts: 1, attemptIntervalSeconds: 0 },
    timeoutSeconds: 1,
    blocking: true,
    skip: false,
    ...different,
  };
}

/** A plan of one case, as the inputs of a step without a case file make it. */
export function planOf(different: Partial<Plan> = {}): Plan {
  return {
    cases: [caseOf()],
    caseFile: undefined,
    repeat: 1,
    maxParallel: 1,
    baseline: undefined,
    waitForUpdateSeconds: 0,
    ...different,
  };
}

/** A case that has run, as it is reported. */
export function resultOfCase(
  attempts: readonly Attempt[],
  different: Partial<Case> = {},
): CaseResult {
  return endedCase(caseOf(different), attempts, undefined, 1);
}
