import type { InvocationRequest, PlannedMode } from '../function-compute/invocation';
import type { Gate } from '../gate/attempt';
import type { IgnoredPath } from '../gate/ignored-paths';

/** One event with all that decides about it. */
export interface Case {
  /** In a step without `cases` that of the function. */
  readonly name: string;
  readonly request: InvocationRequest<PlannedMode>;
  readonly gate: Gate;
  /** How long one attempt may take. */
  readonly timeoutSeconds: number;
  /** Whether the step fails if the case fails. */
  readonly blocking: boolean;
  /** Whether the case is not to be run; a text says why. */
  readonly skip: string | boolean;
  /** Where the case is written: a path in the workspace, and a line from 1. */
  readonly source?: { readonly file: string; readonly line: number } | undefined;
}

/** What the result must equal. */
export interface Baseline {
  /** A version or an alias. */
  readonly qualifier: string;
  /** Where in the result they may differ. */
  readonly ignored: readonly IgnoredPath[];
}

/** What a step does: it has at least one case, since a gate of nothing must not pass. */
export interface Plan {
  readonly cases: readonly [Case, ...Case[]];
  /** The file that the cases were read from, as the input names it; a step without one has one case. */
  readonly caseFile: string | undefined;
  /** Number of invocations of each case; above 1 all runs are judged together. */
  readonly repeat: number;
  /** Maximum number of concurrent invocations. */
  readonly maxParallel: number;
  readonly baseline: Baseline | undefined;
  /** How long the last deployment may take to be in effect; 0 does not check. */
  readonly waitForUpdateSeconds: number;
}
