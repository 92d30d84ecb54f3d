/** How long a case takes, and what ends it beside what FC says. */
import { describe, expect, test } from 'vitest';
import { cancelled } from '../../../src/http/errors';
import type { CaseReport } from '../../../src/report/case-report';
import { invokeOnce, type StepSettings } from '../../../src/run/invoke-once';
import { repeatCase } from '../../../src/run/repeat-case';
import { failureOutsideAnAttempt, interruptionOf, runCase } from '../../../src/run/run-case';
import { StepLog } from '../../../src/runner/step-log';
import { caseOf } from '../../support/cases';
import { captured, NO_LOG, runnerOf } from '../../support/runner';
import { ScriptedFc, type TurnedClock } from '../function-compute/scripted-fc';

const nothing = () => undefined;
const NO_REPORT: CaseReport = {
  logOf: () => NO_LOG,
  baselineEnded: nothing,
  attemptEnded: nothing,
  runEnded: nothing,
  caseEnded: nothing,
};

/** A function that takes 1.5 s by the clock of the runner, which has run for 5 s. */
async function world(replies = [answeredAfter(1500)]) {
  const fc = await ScriptedFc.start(...replies);
  fc.clock.ms = 5000;
  const runner = runnerOf({ clock: fc.clock, variables: {} });
  const given = caseOf({ timeoutSeconds: 60, request: fc.request() });
  const settings = {
    credentials: { description: 'of the test', ...fc.settings() },
    maxRetries: 0,
    deployment: undefined,
    baseline: undefined,
    wholeLogs: undefined,
  };
  return { fc, runner, given, settings };
}

function answeredAfter(ms: number) {
  return (clock: TurnedClock) => {
    clock.ms += ms;
    return {};
  };
}

describe('the seconds of a case', () => {
  test('are those until its end', async () => {
    const { runner, given, settings } = await world();
    expect(await runCase(runner, given, settings, NO_REPORT)).toMatchObject({ seconds: 1.5 });
  });

  test('are those of all its runs', async () => {
    const { runner, given, settings } = await world();
    const repeated = { ...settings, repeat: 3, maxParallel: 1 };
    expect(await repeatCase(runner, given, repeated, NO_REPORT)).toMatchObject({ seconds: 4.5 });
  });
});

describe('a defect', () => {
  /** Counts how often a key is asked for, of which there is none. */
  function defective(settings: StepSettings) {
    let asked = 0;
    const accessKey = () => {
      asked += 1;
      return Promise.reject(new Error('a defect'));
    };
    return { ...settings, credentials: { ...settings.credentials, accessKey }, asked: () => asked };
  }

  test('ends the runs of a case', async () => {
    const { runner, given, settings } = await world();
    const { asked, ...broken } = defective(settings);
    const repeated = { ...broken, repeat: 3, maxParallel: 1 };
    const { failures } = await repeatCase(runner, given, repeated, NO_REPORT);
    expect(failures.map(({ kind }) => kind)).toEqual(['internal']);
    expect(asked()).toBe(1);
  });

  test('is told once, however many runs meet it', async () => {
    const { runner, given, settings } = await world();
    const repeated = { ...defective(settings), repeat: 3, maxParallel: 3 };
    const { failures } = await repeatCase(runner, given, repeated, NO_REPORT);
    expect(failures.map(({ kind }) => kind)).toEqual(['internal']);
  });

  test('of an event handler ends what was done meanwhile, unlike the end of the job', async () => {
    const stoppedBy = (reason: unknown) => runnerOf({ stop: AbortSignal.abort(reason) });
    const done = async () => undefined;

    const defect = await interruptionOf(stoppedBy(new Error('a defect')), done);
    expect(defect?.kind).toBe('internal');
    expect(await interruptionOf(stoppedBy(cancelled('SIGINT')), done)).toBeUndefined();
  });

  test('shows its stack to those who debug', () => {
    const log = new StepLog(true);
    const error = new Error('a defect');
    expect(captured(() => failureOutsideAnAttempt({ ...runnerOf(), log }, error))).toContain(
      'run-case.test.ts',
    );
    delete error.stack;
    expect(captured(() => failureOutsideAnAttempt({ ...runnerOf(), log }, error))).toContain(
      '::debug::a defect',
    );
  });
});

test('a task that exists already is followed only if the workflow chose its ID', async () => {
  const { fc, runner, given, settings } = await world([() => ({ status: 409 })]);
  const mode = { type: 'async', wait: true, taskId: undefined, onCancel: 'stop' } as const;
  const request = { ...given.request, mode: { ...mode, logType: 'tail' } as const };

  const { failure } = await invokeOnce(runner, { ...given, request }, settings, NO_LOG);
  expect(failure?.kind).toBe('service');
  expect(fc.seen).toHaveLength(1);
});
