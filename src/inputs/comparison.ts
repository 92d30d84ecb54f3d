import { parseIgnoredPaths } from '../gate/ignored-paths';
import type { Baseline } from '../run/plan';
import type { Way } from './http-trigger';
import type { InputReader } from './reader';
import { parseQualifier } from './target';
import type { TaskInputs } from './task';

/** `compare-with` and `compare-ignore`: what the result must equal, and where it may differ. */
export function readBaseline(
  reader: InputReader,
  { invocationType }: TaskInputs,
  way: Way,
): Baseline | undefined {
  if (!reader.isGiven('compare-with')) {
    if (reader.isGiven('compare-ignore')) {
      reader.reject('compare-ignore', 'needs `compare-with`; without it nothing is compared');
    }
    return undefined;
  }
  const qualifier = reader.parsed('compare-with', parseQualifier, '');
  if (qualifier === reader.text('qualifier')) {
    reader.reject(
      'compare-with',
      'is the same as `qualifier`; comparing a version with itself proves nothing',
    );
  }
  if (invocationType === 'async') {
    reader.reject('compare-with', 'cannot be used with `invocation-type: async`');
  }
  if (way.kind === 'trigger-url') {
    reader.reject(
      'compare-with',
      'cannot be used with the URL of an HTTP trigger, which belongs to one qualifier; set `http-trigger` to true',
    );
  }
  if (way.kind === 'trigger' && way.which !== 'of-qualifier') {
    reader.reject(
      'compare-with',
      'cannot be used with the name of an HTTP trigger, which belongs to one qualifier; set `http-trigger` to true',
    );
  }
  return { qualifier, ignored: reader.lines('compare-ignore', parseIgnoredPaths) };
}
