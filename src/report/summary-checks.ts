import { type Failure, shownSentence } from '../failure';
import type { Attempt } from '../gate/attempt';
import type { Operand } from '../gate/expectation-operands';
import type { ExpectationOutcome } from '../gate/expectation-outcome';
import type { Verdict } from '../gate/verdict';
import { code, type Html, html, joined, NOTHING, prose, sentence, table } from './summary-html';

const MAX_TABLE_BYTES = 64 * 1024;
const MAX_EXPRESSION_LENGTH = 500;
const MAX_REASON_LENGTH = 300;

/** The expectations and the values that decided; the failed ones come first. */
export function expectationsTable(
  outcomes: readonly ExpectationOutcome[],
  showResult: boolean,
): Html {
  if (outcomes.length === 0) return NOTHING;
  const failed = outcomes.filter(({ passed }) => !passed);
  const passed = outcomes.filter((outcome) => outcome.passed);
  const rows = [...failed, ...passed].map((outcome) => [
    outcome.passed ? html`✅&nbsp;passed` : html`❌&nbsp;failed`,
    code(outcome.expectation.text, MAX_EXPRESSION_LENGTH),
    actualValues(outcome, showResult),
  ]);
  return table([html`Verdict`, html`Expectation`, html`Actual values`], rows, MAX_TABLE_BYTES);
}

function actualValues({ reason, operands }: ExpectationOutcome, showResult: boolean): Html {
  const lines = operands.map((operand) => operandLine(operand, showResult));
  if (reason !== undefined) lines.unshift(prose(reason, MAX_REASON_LENGTH));
  return joined(lines, html`<br>`);
}

/** Expression and value are cut where they are made. */
function operandLine({ expression, value, mayShowResult }: Operand, showResult: boolean): Html {
  return mayShowResult && !showResult
    ? html`${code(expression)} is not shown`
    : html`${code(expression)} is ${code(value)}`;
}

/** One row an attempt. */
export function attemptsTable(attempts: readonly Attempt[], showResult: boolean): Html {
  const heads = [html`Attempt`, html`Verdict`, html`Why`, html`Request ID`, html`Duration`];
  const rows = attempts.map(({ number, verdict, invocation, failures }) => {
    const [cause] = failures;
    const { requestId, durationMs } = invocation.metadata;
    return [
      prose(String(number), 20),
      VERDICTS[verdict],
      cause === undefined
        ? NOTHING
        : html`${code(cause.type)} ${failureSentence(cause, showResult, MAX_REASON_LENGTH)}`,
      requestId === undefined ? NOTHING : code(requestId),
      durationMs === undefined ? NOTHING : prose(`${durationMs} ms`, 50),
    ];
  });
  return table(heads, rows, MAX_TABLE_BYTES);
}

/** Our words as text with the names in them as code; the words of the function as one piece. */
export function failureSentence(failure: Failure, showResult: boolean, maxLength: number): Html {
  const text = shownSentence(failure, showResult);
  const own = `${failure.summary}: `;
  // What failed expectations say is ours, with expressions and values in quotes.
  if (failure.kind === 'expectation' || !text.startsWith(own)) return prose(text, maxLength);
  return html`${prose(own, maxLength)} ${sentence(text.slice(own.length), maxLength)}`;
}

const VERDICTS: Readonly<Record<Verdict, Html>> = {
  passed: html`✅&nbsp;passed`,
  'passed-with-warning': html`⚠️&nbsp;warning`,
  failed: html`❌&nbsp;failed`,
};
