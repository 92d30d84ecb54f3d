import type { Texts } from './scope';
import type { Step } from './workflow';

/** How a step or a job ended, as expressions see it. */
export interface Ending {
  readonly isFailure: boolean;
  readonly outputs: Texts;
}

/** A step of this action that is due. */
export interface ActionStep {
  readonly inputs: Texts;
  /** What an input names that has no value, if it is empty for that. */
  readonly missingFor: (input: string) => readonly string[];
  readonly env: Texts;
  readonly workspace: string;
  /** Whether its job may ask for an ID token. */
  readonly mayHaveIdToken: boolean;
}

/** Where workflows run. */
export interface Machine {
  /** The content of a file of the repository, such as a workflow to call. */
  readonly readFile: (path: string) => string;
  /** Brings the files of the repository into a workspace. */
  readonly checkOut: (workspace: string) => void;
  /** Why a script, or a step of this action with these inputs, is not run here. */
  readonly whyNot: (step: Step, inputs: Texts) => string | undefined;
  readonly runAction: (step: ActionStep) => Promise<Ending>;
  readonly runScript: (step: Step, env: Texts, workspace: string) => Promise<Ending>;
  readonly listener?: Listener;
  /** Once it is aborted, nothing more runs after the step that does. */
  readonly stop?: AbortSignal;
}

/** Is told what runs, and what is left out. */
export interface Listener {
  readonly jobStarted: (title: string) => void;
  readonly jobSkipped: (title: string, why: string) => void;
  readonly stepStarted: (title: string) => void;
  readonly stepEnded: (isFailure: boolean) => void;
  readonly stepSkipped: (title: string, why: string) => void;
}
