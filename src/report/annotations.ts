import type { Failure } from '../failure';
import type { CredentialsInputs } from '../inputs/inputs';
import { type CaseResult, metCancelling, toldCase } from '../run/results';
import type { Conclusion } from '../runner/step-log';
import { counted, oneLine } from '../text';
import { titleOf } from './progress';
import { adviceFor, annotationLines } from './report';

/** GitHub shows 10 annotations of a step; one tells of the step, and one may warn of an input. */
const MAX_CASE_ANNOTATIONS = 8;

/** What all annotations of a step depend on. */
export interface AnnotationSettings {
  readonly credentials: CredentialsInputs | undefined;
  readonly showResult: boolean;
}

/** An annotation for each case that did not pass, as far as they are shown: failed ones come first. */
export function caseAnnotations(
  results: readonly CaseResult[],
  settings: AnnotationSettings,
): readonly Conclusion[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const warned = results.filter(({ outcome }) => outcome === 'warned');
  return [...failed, ...warned]
    .slice(0, MAX_CASE_ANNOTATIONS)
    .flatMap((result) => caseAnnotation(result, settings));
}

function caseAnnotation(
  { case: told, outcome, attempts, failures }: CaseResult,
  { credentials, showResult }: AnnotationSettings,
): readonly Conclusion[] {
  const [cause, ...further] = failures;
  if (cause === undefined) return [];
  const { name, request, source } = told;
  const invocation = attempts.at(-1)?.invocation ?? { metadata: {} };
  return [
    {
      level: outcome === 'failed' ? 'error' : 'warning',
      title: `${name}: ${titleOf(request.target)}`,
      lines: annotationLines({
        failures: [cause, ...further],
        requestId: invocation.metadata.requestId,
        hint: adviceFor(cause, request, credentials, invocation),
        showResult,
      }),
      location: source,
    },
  ];
}

/** So many names of cases are told; the log and the summary have all of them. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 100;

/**
 * What the failure of a step with a case file is: that cases failed, or else that some only warned.
 * `undefined` if all passed that were run.
 */
export function casesFailure(results: readonly CaseResult[]): Failure | undefined {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const warned = results.filter(({ outcome }) => outcome === 'warned');
  const told = failed.length > 0 ? failed : warned;
  const cause = toldCase(results, true)?.failures[0];
  if (cause === undefined) return undefined;
  const what = failed.length > 0 ? 'failed' : 'failed without blocking';
  const names = told
    .slice(0, MAX_NAMES)
    .map((result) => `"${oneLine(result.case.name, MAX_NAME_LENGTH)}"`);
  const rest = told.length - names.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  const end = results.some(metCancelling) ? '; the job was cancelled' : '';
  return {
    kind: 'cases',
    type: cause.type,
    summary: `${told.length} of ${counted(results.length, 'case')} ${what}: ${names.join(', ')}${more}${end}`,
    cause,
  };
}
