import type { Gate } from '../gate/attempt';
import { parseExpectations } from '../gate/expectation';
import type { Expectation } from '../gate/expectation-outcome';
import type { ConditionalName } from '../gate/root-names';
import { oneOf, wholeNumber } from './parsers';
import type { InputReader } from './reader';
import { MAX_REPEAT } from './repetition';
import type { TaskInputs } from './task';

interface Repeated {
  /** The number of invocations that are judged together; `undefined` if it is not valid. */
  readonly repeat: number | undefined;
}

/** What expectations may use. */
interface Usable extends Repeated {
  /** Root names that other inputs ask for. */
  readonly conditionalNames: readonly ConditionalName[];
}

/** What decides about an invocation besides its expectations. */
export function readOutcomeInputs(reader: InputReader): Omit<Gate, 'expectations'> {
  return {
    failOn: reader.parsed('fail-on', oneOf('any', 'unhandled', 'none'), 'any'),
    attempts: reader.parsed('attempts', wholeNumber(1, 100), 1),
    attemptIntervalSeconds: reader.parsed('attempt-interval', wholeNumber(0, 3600, 'seconds'), 0),
  };
}

/** What passes and what does not. */
export function readGate(
  reader: InputReader,
  { invocationType, wait, asyncTaskId, repeat = 1 }: TaskInputs & Repeated,
  expectations: readonly Expectation[],
): Gate {
  const gate: Gate = { ...readOutcomeInputs(reader), expectations };
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
  if (repeat > 1 && gate.attempts > 1) {
    reader.reject('attempts', 'above 1 cannot be used with `repeat` above 1; choose one of them');
  }
  return gate;
}

/** `expect` of the step, where an empty text is as good as none. */
export function readStepExpectations(reader: InputReader, usable: Usable): readonly Expectation[] {
  return reader.isGiven('expect') ? readExpectations(reader, usable) : [];
}

/** `expect`: what the invocation must meet; at least one expectation. */
export function readExpectations(
  reader: InputReader,
  { conditionalNames, repeat = MAX_REPEAT }: Usable,
): readonly Expectation[] {
  return reader.lines('expect', (text) => {
    const expectations = parseExpectations(text, conditionalNames, repeat);
    if (expectations.length === 0) reader.reject('expect', 'contains no expression');
    return expectations;
  });
}
