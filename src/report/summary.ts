import type { Failure } from '../failure';
import type { Attempt } from '../gate/attempt';
import type { Verdict } from '../gate/verdict';
import { attemptsTable, expectationsTable, failureSentence } from './summary-checks';
import { code, consoleLink, type Html, html, joined, NOTHING, prose } from './summary-html';
import { logBlock, metricsTable, resultBlock } from './summary-outcome';

/** What was to be invoked, as the inputs say. */
export interface SummaryTarget {
  readonly functionName: string;
  /** FC 2.0; else empty. */
  readonly serviceName: string;
  readonly qualifier: string;
  readonly region: string;
  /** Scheme and host that are called. */
  readonly endpointOrigin: string;
  readonly invocationType: 'sync' | 'async';
  /** Whether an asynchronous task was followed to its end. */
  readonly wait: boolean;
  /** The HTTP trigger, e.g. `GET https://…/health`; `undefined` when InvokeFunction was called. */
  readonly trigger: string | undefined;
}

/** What the job summary tells of a step. */
export interface StepReport {
  readonly verdict: Verdict;
  /** The final one: of the last attempt, or of what came before or after it. */
  readonly failure: Failure | undefined;
  /** What to do about the failure. */
  readonly hint: string | undefined;
  /** `undefined` when the inputs are not valid. */
  readonly target: SummaryTarget | undefined;
  /** Empty when nothing was sent. */
  readonly attempts: readonly Attempt[];
  readonly showResult: boolean;
}

const MAX_MESSAGE_LENGTH = 2_000;
const MAX_HINT_LENGTH = 4_000;

/**
 * The job summary as HTML without empty lines, which GitHub's Markdown takes as it is. Whatever
 * comes, it has less than 800 KiB (GitHub drops a summary of more than 1 MiB): each part has a
 * limit of its own.
 */
export function renderSummary(report: StepReport): string {
  const { failure, hint, target, attempts, showResult } = report;
  const last = attempts.at(-1);
  const parts = [
    html`<h3>${verdictLine(report)}</h3>\n`,
    failure === undefined ? NOTHING : failureLine(failure, showResult),
    hint === undefined
      ? NOTHING
      : html`<p><strong>What to do:</strong> ${prose(hint, MAX_HINT_LENGTH)}</p>\n`,
    target === undefined ? NOTHING : html`<p>${targetLine(target)}</p>\n`,
    last === undefined ? NOTHING : metricsTable(last.invocation),
    last === undefined ? NOTHING : expectationsTable(last.expectations, showResult),
    attempts.length < 2 ? NOTHING : attemptsTable(attempts, showResult),
    last === undefined ? NOTHING : resultBlock(last.invocation.result, showResult),
    last === undefined ? NOTHING : logBlock(last.invocation.metadata.logs),
  ];
  return String(html`${parts}`);
}

function verdictLine({ verdict, failure, target, attempts }: StepReport): Html {
  const name = target === undefined ? html`The function` : code(target.functionName);
  switch (verdict) {
    case 'passed':
      return target?.invocationType === 'async' && !target.wait
        ? html`✅ The event for ${name} was accepted`
        : html`✅ ${name} passed`;
    case 'passed-with-warning':
      return html`⚠️ ${name} passed with a warning`;
    case 'failed':
      if (attempts.length === 0) return html`❌ ${name} was not invoked`;
      return failure?.kind === 'cancelled'
        ? html`❌ ${name} was cancelled`
        : html`❌ ${name} failed`;
  }
}

function failureLine(failure: Failure, showResult: boolean): Html {
  const message = failureSentence(failure, showResult, MAX_MESSAGE_LENGTH);
  return html`<p><strong>${code(failure.type)}</strong> ${message}</p>\n`;
}

function targetLine(target: SummaryTarget): Html {
  const { functionName, serviceName, qualifier, region, endpointOrigin, trigger } = target;
  const parts = [
    html`Function ${code(functionName)}`,
    serviceName === '' ? undefined : html`service ${code(serviceName)}`,
    html`qualifier ${code(qualifier)}`,
    html`region ${code(region)}`,
    trigger === undefined
      ? html`endpoint ${code(endpointOrigin)}`
      : html`HTTP trigger ${code(trigger)}`,
    invocationTypeOf(target),
    consoleLink(consolePath(target), html`console`),
  ].filter((part) => part !== undefined);
  return joined(parts, html` · `);
}

/** The function's page, as the console of FC 3.0 and that of 2.0 name it. */
function consolePath({ region, serviceName, functionName, qualifier }: SummaryTarget): string[] {
  return serviceName === ''
    ? [region, 'functions', functionName]
    : [region, 'services', serviceName, 'function-detail', functionName, qualifier];
}

function invocationTypeOf({ invocationType, wait }: SummaryTarget): Html {
  if (invocationType === 'sync') return html`synchronous`;
  return wait ? html`asynchronous, awaited` : html`asynchronous, not awaited`;
}
