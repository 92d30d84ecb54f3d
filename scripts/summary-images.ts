/**
 * Renders two job summaries as GitHub shows them, for README: `tsx scripts/summary-images.ts
 * [chromium]` writes docs/images/summary-success.png and summary-failure.png.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultOf } from '../__tests__/results';
import type { Invocation } from '../src/function-compute/invocation';
import type { Attempt } from '../src/gate/attempt';
import { evaluateOn, parseExpectations } from '../src/gate/expectation';
import { renderSummary, type SummaryTarget } from '../src/report/summary';

const TARGET: SummaryTarget = {
  functionName: 'orders-migration',
  serviceName: '',
  qualifier: 'release',
  region: 'cn-hangzhou',
  endpointOrigin: 'https://fcv3.cn-hangzhou.aliyuncs.com',
  invocationType: 'sync',
  wait: false,
  trigger: undefined,
};

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
      functionVersion: '12',
    },
    result: resultOf(JSON.stringify(result)),
  };
}

function judged(number: number, of: Invocation): Attempt {
  const { outcomes: expectations, warnings } = evaluateOn(parseExpectations(EXPECT), of);
  const failed = expectations.filter(({ passed }) => !passed);
  const failure = {
    kind: 'expectation' as const,
    type: 'ExpectationFailed',
    summary: `${failed.length} of ${expectations.length} expectations failed`,
    detail: "`result.status == 'ok'` failed: `result.status` is 'degraded'",
  };
  return failed.length === 0
    ? { number, invocation: of, expectations, failures: [], warnings, verdict: 'passed' }
    : { number, invocation: of, expectations, failures: [failure], warnings, verdict: 'failed' };
}

const OK = judged(
  1,
  invocation('1-6906f2d1-1a2b3c4d-5e6f70819203', { status: 'ok', tables: 3 }, 412.6),
);
const DEGRADED = [
  ['1-6906f2d9-0f1e2d3c-4b5a69788796', 431.02],
  ['1-6906f2e0-77aa88bb-99ccddeeff00', 418.77],
] as const;

const PICTURES: Readonly<Record<string, { attempts: readonly Attempt[]; height: number }>> = {
  success: { attempts: [OK], height: 490 },
  failure: {
    attempts: DEGRADED.map(([id, durationMs], index) =>
      judged(index + 1, invocation(id, { status: 'degraded', lagSeconds: 42 }, durationMs)),
    ),
    height: 680,
  },
};

/** What of GitHub's light theme these summaries show. */
const CSS = `
body { margin: 0; padding: 20px 24px; font: 14px/1.5 "DejaVu Sans", sans-serif; color: #1f2328; }
h3 { margin: 0 0 12px; font-size: 1.25em; }
p { margin: 0 0 12px; }
code { font: 85% "DejaVu Sans Mono", monospace; padding: .2em .4em; background: #eff1f3; border-radius: 6px; }
pre { padding: 12px; background: #f6f8fa; border-radius: 6px; }
pre code { padding: 0; background: none; }
table { border-collapse: collapse; margin: 0 0 14px; }
th, td { padding: 5px 12px; border: 1px solid #d1d9e0; }
details { margin: 0 0 8px; }`;

const [chromium = 'chromium'] = process.argv.slice(2);
for (const [name, { attempts, height }] of Object.entries(PICTURES)) {
  const last = attempts.at(-1);
  const summary = renderSummary({
    verdict: last?.verdict ?? 'failed',
    failure: last?.invocation.failure,
    hint: undefined,
    target: TARGET,
    attempts,
    showResult: true,
  });
  // The result opened, so that the picture shows one.
  const body = summary.replace('<details><summary>Result', '<details open><summary>Result');
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  writeFileSync(
    join(folder, 'page.html'),
    `<!doctype html><meta charset="utf-8"><style>${CSS}</style>${body}`,
  );
  const options = [
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync',
    '--disable-background-networking --disable-component-update --hide-scrollbars',
  ];
  execFileSync(chromium, [
    ...options.join(' ').split(' '),
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=1000,${height}`,
    `--screenshot=docs/images/summary-${name}.png`,
    join(folder, 'page.html'),
  ]);
  rmSync(folder, { recursive: true });
}
