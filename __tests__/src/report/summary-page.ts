/** A job summary as GitHub shows it, for tests to look at. */

import type { Element, Nodes, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Failure } from '../../../src/failure';
import type { Invocation } from '../../../src/function-compute/invocation';
import type { Attempt } from '../../../src/gate/attempt';
import { evaluateExpectations, parseExpectations } from '../../../src/gate/expectation';
import { observe } from '../../../src/gate/expectation-subject';
import { renderSummary, type StepReport } from '../../../src/report/summary';
import type { SummaryTarget } from '../../../src/report/summary-target';
import { resultOf } from '../../support/results';

/** What GitHub-flavoured Markdown makes of a summary, before GitHub's sanitiser sees it. */
export function markup(summary: string): string {
  return micromark(summary, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** A rendered summary. */
export class Page {
  readonly source: string;
  readonly tree: Root;

  constructor(report: StepReport) {
    this.source = renderSummary(report);
    this.tree = fromHtml(markup(this.source), { fragment: true });
  }

  /** All that GitHub's sanitiser leaves of it. */
  get sanitized(): Nodes {
    return sanitize(this.tree, defaultSchema);
  }

  get text(): string {
    return textOf(this.tree);
  }

  elements(name: string): Element[] {
    return elementsIn(this.tree).filter(({ tagName }) => tagName === name);
  }

  texts(name: string): string[] {
    return this.elements(name).map(textOf);
  }

  /** The cells of each row of the table that has this column. */
  rows(column: string): string[][] {
    const table = this.elements('table').find((each) => cellsOf(each, 'th').includes(column));
    if (table === undefined) return [];
    return elementsIn(table)
      .filter(({ tagName }) => tagName === 'tr')
      .slice(1)
      .map((row) => cellsOf(row, 'td'));
  }

  /** The content of a collapsible block. */
  folded(title: RegExp): string | undefined {
    const details = this.elements('details').find((each) =>
      title.test(elementsIn(each).filter(isNamed('summary')).map(textOf).join()),
    );
    const content = details && elementsIn(details).find(isNamed('pre'));
    return content && textOf(content);
  }
}

function cellsOf(node: Nodes, name: string): string[] {
  return elementsIn(node)
    .filter(isNamed(name))
    .map((cell) => textOf(cell).replaceAll('\u00a0', ' '));
}

function isNamed(name: string): (element: Element) => boolean {
  return ({ tagName }) => tagName === name;
}

export function elementsIn(node: Nodes): Element[] {
  const inside = 'children' in node ? node.children.flatMap(elementsIn) : [];
  return node.type === 'element' ? [node, ...inside] : inside;
}

export function textOf(node: Nodes): string {
  return node.type === 'text'
    ? node.value
    : 'children' in node
      ? node.children.map(textOf).join('')
      : '';
}

export const INVOCATION: Invocation = {
  statusCode: 200,
  headers: {},
  metadata: {
    requestId: '1-650c0f0d-ae96ae24839e741e3ce1ba72',
    logs: 'FC Invoke Start RequestId: 1-650c\nmigrated 3 tables\nFC Invoke End RequestId: 1-650c\n',
    durationMs: 412.6,
    billedDurationMs: 413,
    memoryUsedMb: 57.31,
    functionVersion: '12',
  },
  result: resultOf('{"status":"ok","tables":3,"id":12345678901234567890}'),
};

export const FUNCTION_FAILED = {
  kind: 'function',
  type: 'UnhandledInvocationError',
  summary: 'The function failed',
  detail: "TypeError: Cannot read properties of undefined (reading 'id')",
} as const;

export function attempt(
  invocation: Partial<Invocation> = {},
  rest: Partial<Attempt> = {},
): Attempt {
  const whole = { ...INVOCATION, ...invocation };
  const verdict = whole.failure === undefined ? 'passed' : 'failed';
  const failures = whole.failure === undefined ? [] : [whole.failure];
  return {
    number: 1,
    invocation: whole,
    expectations: [],
    failures,
    warnings: [],
    verdict,
    ...rest,
  };
}

/** Expectations, evaluated. */
export function outcomes(expect: string, invocation: Invocation = INVOCATION) {
  return evaluateExpectations(parseExpectations(expect), observe(invocation).subject);
}

export const SUMMARY_TARGET: SummaryTarget = {
  functionName: 'migrate-orders',
  serviceName: '',
  qualifier: 'release',
  region: 'cn-hangzhou',
  endpointOrigin: 'https://fcv3.cn-hangzhou.aliyuncs.com',
  invocationType: 'sync',
  wait: false,
  trigger: undefined,
};

export function stepReport(rest: Partial<StepReport> = {}): StepReport {
  const attempts = rest.attempts ?? [attempt()];
  const last = attempts.at(-1);
  return {
    verdict: last?.verdict ?? 'failed',
    failure: last?.failures[0],
    hint: undefined,
    target: SUMMARY_TARGET,
    attempts,
    showResult: true,
    ...rest,
  };
}

/** `result.status` is not what was expected. */
export const EXPECTATION_FAILED: Failure = {
  kind: 'expectation',
  type: 'ExpectationFailed',
  summary: 'The expectation failed',
  failed: outcomes("result.status == 'ok'", {
    ...INVOCATION,
    result: resultOf('{"status":"degraded"}'),
  }),
};
