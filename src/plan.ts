import type { InvocationRequest, PlannedMode } from './function-compute/invocation';
import type { Gate } from './gate/attempt';

/** One event with all that decides about it. */
export interface Case {
  readonly request: InvocationRequest<PlannedMode>;
  readonly gate: Gate;
  /** How long one attempt may take. */
  readonly timeoutSeconds: number;
}

/** What a step does: it has at least one case, since a gate of nothing must not pass. */
export interface Plan {
  readonly cases: readonly [Case, ...Case[]];
  /** How long the last deployment may take to be in effect; 0 does not check. */
  readonly waitForUpdateSeconds: number;
}
