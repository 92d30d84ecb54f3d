import type { CredentialsInputs } from '../inputs/inputs';
import type { CaseResult, Outcome } from '../run/results';
import { countCases } from './case-report';
import { adviceFor } from './report';
import { attemptsPart, failurePart, type SummaryHead, summaryHead } from './summary';
import { failureSentence } from './summary-checks';
import { code, details, type Html, html, NOTHING, prose, sentence, table } from './summary-html';

/** What the job summary tells of a step with a case file. */
export interface CasesSummary extends SummaryHead {
  readonly results: readonly CaseResult[];
  readonly credentials: CredentialsInputs | undefined;
}

/** That of 1,000 cases that passed. */
const MAX_TABLE_BYTES = 192 * 1024;

/** One case alone can have this much, with the longest result and all tables full. */
const MAX_DETAILS_BYTES = 700 * 1024;

/** What does not fit takes time as well, and a cancelled step has 2 s. */
const MAX_RENDERED_BYTES = 2 * MAX_DETAILS_BYTES;

const MAX_NAME_LENGTH = 200;
const MAX_REASON_LENGTH = 300;

const OUTCOMES: Readonly<Record<Outcome, Html>> = {
  passed: html`✅&nbsp;passed`,
  warned: html`⚠️&nbsp;warning`,
  failed: html`❌&nbsp;failed`,
  skipped: html`➖&nbsp;skipped`,
  'not-run': html`➖&nbsp;not&nbsp;run`,
};

const VERDICTS = {
  passed: html`✅`,
  'passed-with-warning': html`⚠️`,
  failed: html`❌`,
} as const;

/**
 * The job summary of a step with a case file, in the form of `renderSummary`: a table of all cases, and
 * the details of those that failed. Whatever comes, it has less than 950 KiB.
 */
export function renderCasesSummary(report: CasesSummary): string {
  const { verdict, target, results } = report;
  const name = target === undefined ? NOTHING : html`${code(target.functionName)}: `;
  const heading = html`${VERDICTS[verdict]} ${name}${prose(countCases(results), MAX_REASON_LENGTH)}`;
  return String(html`${summaryHead(heading, report)}${casesTable(report)}${failedCases(report)}`);
}

function casesTable({ results, showResult }: CasesSummary): Html {
  const heads = [html`Verdict`, html`Case`, html`Why`, html`Duration`];
  const rows = results.map((result) => {
    const { durationMs } = result.attempts.at(-1)?.invocation.metadata ?? {};
    return [
      OUTCOMES[result.outcome],
      sentence(result.case.name, MAX_NAME_LENGTH),
      reasonOf(result, showResult),
      durationMs === undefined ? NOTHING : prose(`${durationMs} ms`, 50),
    ];
  });
  return table(heads, rows, MAX_TABLE_BYTES);
}

function reasonOf({ case: told, outcome, failures }: CaseResult, showResult: boolean): Html {
  const [cause] = failures;
  if (outcome === 'skipped') {
    return typeof told.skip === 'string' ? sentence(told.skip, MAX_REASON_LENGTH) : NOTHING;
  }
  if (cause === undefined) return NOTHING;
  return html`${code(cause.type)} ${failureSentence(cause, showResult, MAX_REASON_LENGTH)}`;
}

/** In file order, those that fit. */
function failedCases({ results, credentials, showResult }: CasesSummary): Html {
  const failed = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  const shown: Html[] = [];
  let room = MAX_DETAILS_BYTES;
  let rendered = 0;
  for (const result of failed) {
    if (rendered >= MAX_RENDERED_BYTES) break;
    const part = caseDetails(result, credentials, showResult);
    rendered += part.bytes;
    if (part.bytes > room) continue;
    room -= part.bytes;
    shown.push(part);
  }
  const rest = failed.length - shown.length;
  const more =
    rest > 0 ? html`<p>… and ${prose(String(rest), 20)} more, see the log.</p>\n` : NOTHING;
  return html`${shown}${more}`;
}

function caseDetails(
  result: CaseResult,
  credentials: CredentialsInputs | undefined,
  showResult: boolean,
): Html {
  const { case: told, outcome, attempts, failures } = result;
  const [failure] = failures;
  const invocation = attempts.at(-1)?.invocation ?? {};
  const hint = failure && adviceFor(failure, told.request, credentials, invocation);
  const content = html`${failurePart({ failure, hint, showResult })}${attemptsPart(result, showResult)}`;
  return html`${details(html`${OUTCOMES[outcome]}: ${sentence(told.name, MAX_NAME_LENGTH)}`, content)}\n`;
}
