import { randomUUID } from 'node:crypto';
import { ServiceError } from '../api/service-error';

export type HttpAuthType = 'anonymous' | 'function' | 'jwt';

/** An HTTP trigger to create; FC's names. */
export interface HttpTriggerOptions {
  triggerName: string;
  triggerType?: 'http';
  /** Version or alias; default `LATEST`. */
  qualifier?: string;
  authType: HttpAuthType;
  /** Default: all of FC's. */
  methods?: readonly string[];
  /** The public URL answers 403. */
  disableURLInternet?: boolean;
}

/** A trigger of another type, which never fires here. */
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
  authType: HttpAuthType;
  methods: readonly string[];
  disableURLInternet: boolean;
  urlInternet: string;
  urlIntranet: string;
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
