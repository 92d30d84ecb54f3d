import { oneLine } from '../text';
import type { DeployedFunction } from './resources';

/** FC's reasons have a sentence. */
const MAX_REASON_LENGTH = 500;

/**
 * Whether the last update of a function is in effect. `InProgress` is looked at first: a function
 * whose last state is `Failed` waits for the update that may mend it. `Active` is never waited for,
 * since functions with built-in runtimes may have no state at all; one with a custom container is
 * `Pending` until it can be called (facts of the API, 2026-11).
 */
export function progressOf(it: DeployedFunction): 'in-effect' | 'waiting' | 'failed' {
  const state = it.state.name;
  const lastUpdate = it.lastUpdate.name;
  if (lastUpdate === 'InProgress') return 'waiting';
  if (lastUpdate === 'Failed' || state === 'Failed' || state === 'Inactive') return 'failed';
  return state === 'Pending' && it.isCustomContainer ? 'waiting' : 'in-effect';
}

/** The states of a function without FC's reasons; equal strings are the same state. */
export function stateName({ state, lastUpdate }: DeployedFunction): string {
  return `state ${state.name ?? 'unknown'}, last update ${lastUpdate.name ?? 'unknown'}`;
}

/** The states of a function with FC's reasons, for people. */
export function stateText(it: DeployedFunction): string {
  const reasons = [it.lastUpdate, it.state]
    .flatMap(({ reason, reasonCode }) => {
      const code = reasonCode === undefined ? '' : `${reasonCode}: `;
      const said = `${code}${reason ?? ''}`.replace(/: $/, '');
      return said === '' ? [] : [oneLine(said, MAX_REASON_LENGTH).replace(/\.$/, '')];
    })
    .join('; ');
  return reasons === '' ? stateName(it) : `${stateName(it)} (${reasons})`;
}

/** What it means for an invocation that a deployment failed. */
export function consequenceOf({ state, lastUpdate }: DeployedFunction): string {
  const isOldCode = lastUpdate.name === 'Failed' || state.name === 'Failed';
  return isOldCode ? 'because the old code would respond' : 'because the function cannot be called';
}
