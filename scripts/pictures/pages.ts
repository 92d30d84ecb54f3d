/** The job summaries that README and docs/cases.md show, rendered by today's code. */

import { createHash } from 'node:crypto';
import { SUMMARY_TARGET } from '../__tests__/src/report/summary-page';
import { resultOf } from '../__tests__/support/results';
import type { Invocation } from '../src/function-compute/invocation';
import { type Attempt, type Gate, judged } from '../src/gate/attempt';
import { parseExpectations } from '../src/gate/expectation';
import { renderSummary } from '../src/report/summary';
import type { SummaryTarget } from '../src/report/summary-target';
import { summaryOfCases } from './summary-of-cases';

const TARGET: SummaryTarget = { ...SUMMARY_TARGET, functionName: 'orders-migration' };

const EXPECT = "result.status == 'ok'\ncontains(logs, 'migrated')\ndurationMs < `500`";

function invocation(requestId: string, result: object, durationMs: number): Invocation {
  return {
    statusCode: 200,
    headers: {},
    metadata: {
      requestId,
      logs: `FC Invoke Start RequestId: ${requestId}\n2026-11-02T08:15:21.265Z ${requestId} [INFO] migrated 3 tables\nFC Invoke End RequestId: ${requestId}\n`,
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      memoryUsedMb: 57.31,
      memorySizeMb: 512,
      functionVersion: '12',
    },
    result: resultOf(JSON.stringify(result)),
  };
}

const GATE: Gate = {
  failOn: 'any',
  expectations: parseExpectations(EXPECT),
  attempts: 2,
  attemptIntervalSeconds: 5,
};

const OK = judged(GATE, 1, {
  invocation: invocation('1-6906f2d1-1a2b3c4d-5e6f70819203', { status: 'ok', tables: 3 }, 412.6),
});
const DEGRADED = [
  ['1-6906f2d9-0f1e2d3c-4b5a69788796', 431.02],
  ['1-6906f2e0-77aa88bb-99ccddeeff00', 418.77],
] as const;

/** By the name of the picture. */
const STEPS: Readonly<Record<string, readonly Attempt[]>> = {
  success: [OK],
  failure: DEGRADED.map(([id, durationMs], index) =>
    judged(GATE, index + 1, {
      invocation: invocation(id, { status: 'degraded', lagSeconds: 42 }, durationMs),
    }),
  ),
};

/** What of GitHub's themes these summaries show. */
const THEMES = {
  light: {
    text: '#1f2328',
    page: '#ffffff',
    border: '#d1d9e0',
    row: '#f6f8fa',
    code: '#818b981f',
    link: '#0969da',
  },
  dark: {
    text: '#f0f6fc',
    page: '#0d1117',
    border: '#3d444d',
    row: '#151b23',
    code: '#656c7633',
    link: '#4493f8',
  },
} as const;

function css({ text, page, border, row, code, link }: Readonly<Record<string, string>>): string {
  return `
body { margin: 0; padding: 20px 24px; font: 14px/1.5 "DejaVu Sans", sans-serif; color: ${text}; background: ${page}; }
h3 { margin: 0 0 12px; font-size: 1.25em; }
p { margin: 0 0 12px; }
a { color: ${link}; }
code { font: 85% "DejaVu Sans Mono", monospace; padding: .2em .4em; background: ${code}; border-radius: 6px; }
pre { padding: 12px; background: ${row}; border-radius: 6px; }
pre code { padding: 0; background: none; }
table { border-collapse: collapse; margin: 0 0 14px; }
th, td { padding: 5px 12px; border: 1px solid ${border}; }
tr:nth-child(2n) { background: ${row}; }
details { margin: 0 0 8px; }`;
}

interface SummaryPage {
  readonly name: string;
  readonly page: string;
  readonly sha256: string;
}

/** A page of each summary, as GitHub shows it. */
export function summaryPages(): SummaryPage[] {
  const ofSteps = Object.entries(STEPS).map(([name, attempts]) => {
    // The result opened, so that the picture shows one.
    const summary = summaryOf(attempts).replace(
      '<details><summary>Result',
      '<details open><summary>Result',
    );
    return pageOf(name, summary, 'light');
  });
  const ofCases = summaryOfCases();
  return [
    ...ofSteps,
    pageOf('cases-light', ofCases, 'light'),
    pageOf('cases-dark', ofCases, 'dark'),
  ];
}

function summaryOf(attempts: readonly Attempt[]): string {
  const last = attempts.at(-1);
  return renderSummary({
    verdict: last?.verdict ?? 'failed',
    failure: last?.failures[0],
    hint: undefined,
    target: TARGET,
    attempts,
    showResult: true,
  });
}

function pageOf(name: string, summary: string, theme: keyof typeof THEMES): SummaryPage {
  const style = css(THEMES[theme]);
  const page = `<!doctype html><meta charset="utf-8"><style>${style}</style>${summary}`;
  return { name, page, sha256: createHash('sha256').update(page).digest('hex') };
}
