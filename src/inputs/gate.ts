import type { Gate } from '../gate/attempt';
import { InvalidExpectations, parseExpectations } from '../gate/expectation';
import type { Expectation } from '../gate/expectation-outcome';
import type { ConditionalName } from '../gate/root-names';
import { oneOf, wholeNumber } from './parsers';
import type { InputReader } from './reader';
import type { TaskInputs } from './task';

export async function readGate(
  reader: InputReader,
  { invocationType, wait, asyncTaskId }: TaskInputs,
  conditionalNames: readonly ConditionalName[],
): Promise<Gate> {
  const gate: Gate = {
    failOn: reader.parsed('fail-on', oneOf('any', 'unhandled', 'none'), 'any'),
    expectations: await readExpectations(reader, conditionalNames),
    attempts: reader.parsed('attempts', wholeNumber(1, 100), 1),
    attemptIntervalSeconds: reader.parsed('attempt-interval', wholeNumber(0, 3600, 'seconds'), 0),
  };
  if (invocationType === 'async' && !wait) {
    const advice =
      'needs `wait: true` with `invocation-type: async`; otherwise there is no result to check';
    if (reader.isGiven('expect')) reader.reject('expect', advice);
    if (gate.attempts > 1) reader.reject('attempts', `above 1 ${advice}`);
  }
  if (asyncTaskId !== '' && gate.attempts > 1) {
    reader.reject(
      'async-task-id',
      'names a single task, so it cannot be used with `attempts` above 1',
    );
  }
  return gate;
}

async function readExpectations(
  reader: InputReader,
  conditionalNames: readonly ConditionalName[],
): Promise<readonly Expectation[]> {
  if (!reader.isGiven('expect')) return [];
  try {
    const expectations = parseExpectations(reader.rawText('expect'), conditionalNames);
    if (expectations.length === 0) reader.reject('expect', 'contains no expression, only comments');
    return expectations;
  } catch (error) {
    if (!(error instanceof InvalidExpectations)) throw error;
    for (const { line, column, message } of error.problems) {
      reader.reject('expect', `is wrong in line ${line}, column ${column}: ${message}`);
    }
    return [];
  }
}
