import { randomUUID } from 'node:crypto';
import { ServiceError } from '../api/service-error';

/** An HTTP trigger to create; FC's names. */
export interface HttpTriggerOptions {
  triggerName: string;
  triggerType?: 'http';
  /** Version or alias; default `LATEST`. */
  qualifier?: string;
  /**
   * FC's are `anonymous`, `function`, `jwt`, `basic` and `bearer`; another one behaves as the last
   * three do. Without, it is absent from the trigger, which FC takes for `function`.
   */
  authType?: string;
  /** Of `jwt`, `basic` and `bearer`: the values of the header Authorization that it lets in. */
  authorizations?: readonly string[];
  /** Default: all of FC's. */
  methods?: readonly string[];
  /** The public URL responds 403. */
  disableURLInternet?: boolean;
  /** What the operations that read triggers tell in place of the truth. */
  told?: ToldOfTrigger;
}

/** For what a client must not believe. */
export interface ToldOfTrigger {
  /** null leaves it out. */
  urlInternet?: string | null;
  /** null leaves it out. */
  urlIntranet?: string | null;
  /** In FC's APIs a JSON string. */
  triggerConfig?: string;
}

/** A trigger of another type than `http`, which never fires here. */
export interface OtherTriggerOptions {
  triggerName: string;
  /** `timer`, `oss`, … */
  triggerType: string;
  qualifier?: string;
  /** Written into the trigger as it is. */
  triggerConfig?: object;
}

export interface TriggerIdentity {
  triggerName: string;
  triggerType: string;
  /** Version or alias. */
  qualifier: string;
}

export interface Trigger extends TriggerIdentity {
  triggerId: string;
  functionName: string;
  createdTime: Date;
  /** FC hands it out as a JSON string. */
  triggerConfig: object;
  /** Of an HTTP trigger. */
  http: HttpTrigger | undefined;
}

export interface HttpTrigger {
  authType: string | undefined;
  methods: readonly string[];
  disableURLInternet: boolean;
  urlInternet: string;
  urlIntranet: string;
  told: ToldOfTrigger;
}

/** The triggers of all functions. */
export class Triggers {
  readonly #byFunction = new Map<string, Trigger[]>();

  /** In the order of their creation. */
  of(functionName: string): readonly Trigger[] {
    return this.#byFunction.get(functionName) ?? [];
  }

  /** @throws ServiceError TriggerNotFound */
  find(functionName: string, triggerName: string): Trigger {
    const trigger = this.of(functionName).find((each) => each.triggerName === triggerName);
    if (trigger) return trigger;
    throw new ServiceError(
      'TriggerNotFound',
      `trigger '${triggerName}' of '${functionName}' does not exist`,
    );
  }

  /** @throws Error when FC would not have it: the name is taken, or a second HTTP trigger */
  check(functionName: string, { triggerName, triggerType, qualifier }: TriggerIdentity): void {
    for (const other of this.of(functionName)) {
      if (other.triggerName === triggerName) throw new Error(`'${triggerName}' exists already.`);
      if (triggerType === 'http' && other.http && other.qualifier === qualifier) {
        throw new Error(`'${functionName}' has an HTTP trigger for '${qualifier}' already.`);
      }
    }
  }

  add(trigger: Omit<Trigger, 'triggerId'>): Trigger {
    const added = { ...trigger, triggerId: randomUUID() };
    this.#byFunction.set(trigger.functionName, [...this.of(trigger.functionName), added]);
    return added;
  }
}
