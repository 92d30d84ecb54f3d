import { sentence } from '../failure';
import type { Attempt } from '../gate/attempt';
import { jsonText } from '../json';
import { redacted } from '../redaction';
import { type CaseResult, count } from '../run/results';
import { oneLine } from '../text';
import { MAX_VARIABLE_BYTES, numberText, type Outputs, READ_FILE } from './outputs';

const MAX_MESSAGE_LENGTH = 200;

/** Job outputs hold about 500,000 UTF-16 code units in all. */
const MAX_LENGTH = 450_000;

/** The outputs of a step without a case file: those of an invocation, and what was judged besides. */
export function withOnlyCase(outputs: Outputs, only: CaseResult | undefined): Outputs {
  return {
    ...outputs,
    differences: numberText(differencesOf(only?.attempts.at(-1))),
    runs: only?.runs === undefined ? '' : jsonText({ ...only.runs.figures }),
  };
}

/**
 * The outputs of a step with a case file: those of one invocation, and those of all its cases.
 *
 * @returns with them what their reader has to know, a sentence each
 */
export function withCases(
  outputs: Outputs,
  results: readonly CaseResult[],
): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  // Secrets are replaced before JSON is made: in JSON, `***` could replace a part of a number.
  const cases = jsonText(results.map(caseOutput));
  const isTooLong = outputs.result !== '' && outputs.result.length + cases.length > MAX_LENGTH;
  const bytes = Buffer.byteLength(cases);
  const warnings = [
    isTooLong &&
      `The result and the output cases have more than 450,000 UTF-16 code units together, so the output result is empty${outputs['result-file'] === '' ? '' : READ_FILE}.`,
    bytes > MAX_VARIABLE_BYTES &&
      `The output cases has ${bytes} bytes and does not fit an environment variable, which holds 128 KiB; a junit-report holds the same.`,
  ];
  return {
    outputs: {
      ...outputs,
      result: isTooLong ? '' : outputs.result,
      cases,
      'cases-passed': String(count(results, 'passed', 'warned')),
      'cases-failed': String(count(results, 'failed')),
    },
    warnings: warnings.filter((warning) => warning !== false),
  };
}

/** What is not known is `null`. */
function caseOutput({ case: told, outcome, attempts, runs, sent, failures: [cause] }: CaseResult) {
  const { statusCode, metadata, result } = attempts.at(-1)?.invocation ?? { metadata: {} };
  return {
    name: redacted(told.name),
    outcome,
    errorType: cause === undefined ? null : redacted(cause.type),
    errorMessage: cause === undefined ? null : oneLine(sentence(cause), MAX_MESSAGE_LENGTH),
    requestId: metadata.requestId ?? null,
    statusCode: statusCode ?? null,
    durationMs: metadata.durationMs ?? null,
    latencyMs: metadata.latencyMs ?? null,
    attempts: sent,
    differences: differencesOf(attempts.at(-1)) ?? null,
    runs: runs === undefined ? null : { ...runs.figures },
    resultFile: outcome === 'failed' && typeof result?.file === 'string' ? result.file : null,
  };
}

/** In how many places an attempt differs from the baseline; `undefined` where that is not known. */
function differencesOf(attempt: Attempt | undefined): number | undefined {
  const against = attempt?.against;
  if (against === undefined || 'failure' in against) return undefined;
  return against.comparison.differences.count;
}
