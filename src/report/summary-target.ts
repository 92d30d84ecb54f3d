import type { CalledTrigger, InvocationRequest, PlannedMode } from '../function-compute/invocation';
import { originOf } from '../http/endpoint';
import { calledUrl } from './called-trigger';
import { destinationOf } from './progress';
import { code, consoleLink, type Html, html, joined } from './summary-html';

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

/** @param called the trigger that was called, if that is known */
export function summaryTarget(
  request: InvocationRequest<PlannedMode>,
  called: CalledTrigger | undefined,
): SummaryTarget {
  const { target, channel, mode } = request;
  const trigger = called ? calledUrl(called) : destinationOf(request);
  return {
    ...target,
    endpointOrigin: originOf(target.endpoint),
    invocationType: mode.type,
    wait: mode.wait === true,
    trigger: channel.kind === 'api' ? undefined : trigger,
  };
}

/** What was to be invoked, in a line. */
export function targetLine(target: SummaryTarget): Html {
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
