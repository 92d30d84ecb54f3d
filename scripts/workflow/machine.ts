import type { Texts } from './scope';
import type { Step } from './workflow';

/** How a step or a job ended, as expressions see it. */
export interface Ending {
  readonly isFailure: boolean;
  readonly outputs: Texts;
}

/** Where workflows run. */
export interface Machine {
  /** The content of a file of the repository, such as a workflow to call. */
  readonly readFile: (path: string) => string;
  /** Brings the files of the repository into a workspace. */
  readonly checkOut: (workspace: string) => void;
  /** Why a script, or a step of this action with these inputs, is not run here. */
  readonly whyNot: (step: Step, inputs: Texts) => string | undefined;
  readonly runAction: (inputs: Texts, env: Texts, workspace: string) => Promise<Ending>;
  readonly runScript: (step: Step, env: Texts, workspace: string) => Promise<Ending>;
  readonly listener?: Listener;
}

/** Is told what runs, and what is left out. */
export interface Listener {
  readonly jobStarted: (title: string) => void;
  readonly jobSkipped: (title: string, why: string) => void;
  readonly stepStarted: (title: string) => void;
  readonly stepEnded: (isFailure: boolean) => void;
  readonly stepSkipped: (title: string, why: string) => void;
}
