import type { FunctionTarget } from '../function-compute/target';
import type { Way } from './http-trigger';
import { didYouMean, flag, InvalidValue, type Parser, wholeNumber } from './parsers';
import type { InputReader } from './reader';

/** Long enough for most deployments; for those who write `true`. */
const USUAL_SECONDS = 300;

const seconds = wholeNumber(0, 3600, 'seconds');

/** Seconds; a flag is not one, but tells what is meant. */
const secondsToWait: Parser<number> = (text) => {
  try {
    return seconds(text);
  } catch (error) {
    if (!(error instanceof InvalidValue) || !isFlag(text)) throw error;
    throw new InvalidValue(error.message, didYouMean(flag(text) ? USUAL_SECONDS : 0));
  }
};

function isFlag(text: string): boolean {
  return ['true', 'false'].includes(text.toLowerCase());
}

/** `wait-for-update`: how long to wait for the last deployment, in seconds; 0 does not check. */
export function readWaitForUpdate(
  reader: InputReader,
  { serviceName }: FunctionTarget,
  way: Way,
): number {
  const wait = reader.parsed('wait-for-update', secondsToWait, 0);
  if (wait > 0 && serviceName !== '') {
    reader.reject(
      'wait-for-update',
      'cannot be used with `service-name`: FC 2.0 does not report the state of an update',
    );
  }
  if (wait > 0 && way.kind === 'trigger-url') {
    reader.reject(
      'wait-for-update',
      'cannot be used with the URL of an HTTP trigger, which does not name the function; set `http-trigger` to true or to the name of the trigger',
    );
  }
  return wait;
}
