import type { Failure } from '../failure';
import type { HintContext } from './hint-context';
import { credentialsHint } from './hints-credentials';
import { nearlyJsonHint } from './hints-event';
import { networkHint, timeoutHint } from './hints-network';
import { serviceHint } from './hints-service';
import { triggerAccessHint, triggerHint } from './hints-trigger';

/**
 * What to do about a failure, one sentence or two; `undefined` where nothing better than the
 * message is known.
 *
 * A hint is made of the inputs and of words of this action: nothing that a function or a service
 * wrote becomes advice.
 */
export function hintFor(failure: Failure, context: HintContext): string | undefined {
  switch (failure.kind) {
    case 'baseline':
      return failure.cause && baselineHint(failure.cause, failure.qualifier, context);
    case 'runs':
      return hintFor(failure.cause, context);
    case 'credentials':
      return credentialsHint(failure, context);
    case 'service':
      return serviceHint(failure, context);
    case 'function':
      return functionHint(failure, context);
    case 'http':
      return triggerAccessHint(context) ?? nearlyJsonHint(context.event);
    case 'trigger':
      return triggerHint(context);
    case 'network':
      return networkHint(failure, context);
    case 'timeout':
      return timeoutHint(context);
    case 'update':
      return updateHint(failure);
    default:
      return undefined;
  }
}

/** It is called in the same way as the function under test, but for the qualifier. */
function baselineHint(cause: Failure, qualifier: string, context: HintContext): string | undefined {
  return cause.kind === 'trigger'
    ? `With compare-with, http-trigger: true also calls the HTTP trigger of the qualifier ${qualifier}: create one for it with the same settings as that of ${context.qualifier}.`
    : hintFor(cause, { ...context, qualifier });
}

function updateHint({ type }: Failure): string {
  return type === 'UpdateFailed'
    ? 'FC keeps serving the previous code: fix what FC reports, deploy again, and see the function in the console.'
    : 'Raise wait-for-update if the deployment needs longer, or look at the function in the console.';
}

function functionHint({ type }: Failure, { event }: HintContext): string | undefined {
  if (type === 'InitializationError') {
    return "The function's initializer failed, so its handler was not called: see the log.";
  }
  return nearlyJsonHint(event);
}
