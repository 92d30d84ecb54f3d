import type { Code, CodeStore } from './functions/code-package';
import {
  type FunctionConfiguration,
  type InstanceKind,
  type LogConfig,
  readConfiguration,
} from './functions/configuration';
import type { CustomRuntimeConfig } from './functions/custom-runtime-config';
import { joinFunctionName } from './functions/function-name';
import type { Functions } from './functions/functions';
import type { JsonObject } from './functions/json-file';
import type { Stage } from './functions/update';
import type { AccessKey, AccessKeys } from './identity/access-keys';
import type { ExecutionRecord, Journal, RequestRecord } from './journal';
import type { LogRecord } from './logs/log-record';
import type { Logstores } from './logs/logstores';
import type { Instances } from './runtime/instances';
import type { AsyncInvocations } from './tasks/async-invocations';
import type { AsyncInvokeConfig } from './tasks/async-invoke-config';
import type { AsyncTask, TaskStatus } from './tasks/async-task';
import type { Gate } from './tasks/gate';
import type {
  HttpTriggerOptions,
  OtherTriggerOptions,
  Trigger,
  Triggers,
} from './triggers/triggers';
import type { HttpTriggerUrls } from './triggers/urls';
import type { Fault, FaultQueue } from './wire/faults';
import type { Listening } from './wire/http-front';

/**
 * A function to deploy. What is not set comes from the code's `function.json`, then from `defaults`,
 * then from the emulator's and FC's.
 */
export interface Deployment {
  functionName: string;
  /**
   * Makes it an FC 2.0 function of this service. Everywhere else, and on FC 3.0, its name is then
   * `service$function`.
   */
  serviceName?: string;
  code: Code;
  /** Default `index.handler`. */
  handler?: string;
  initializer?: string;
  /** Seconds; default 3. */
  timeout?: number;
  /** What GetFunction tells; default `nodejs20`, of a web function `custom.debian12`. */
  runtime?: string;
  /** Seconds; default 3. */
  initializationTimeout?: number;
  /** MB; default 128. */
  memorySize?: number;
  environmentVariables?: Readonly<Record<string, string>>;
  /** How many events an instance takes at the same time; default 1. */
  instanceConcurrency?: number;
  /** Makes it a web function. */
  customRuntimeConfig?: CustomRuntimeConfig;
  /** Whether asynchronous invocations are tasks, and how failed ones are retried. */
  asyncInvokeConfig?: Partial<AsyncInvokeConfig>;
  /** The logstore that gets its log; default: none. */
  logConfig?: LogConfig;
  /** Where its instances run; default: as the emulator's options say. */
  instances?: InstanceKind;
  /** For what neither is set here nor in its `function.json`; checked as that is. */
  defaults?: JsonObject;
}

/** What `startEmulator` puts together. */
export interface Parts {
  accessKeys: AccessKeys;
  asyncInvocations: AsyncInvocations;
  asyncQueue: Gate;
  /** Ends what runs. */
  closing: AbortController;
  codeStore: CodeStore;
  /** For functions that say nothing else. */
  defaults: Partial<FunctionConfiguration>;
  faults: FaultQueue;
  functions: Functions;
  instances: Instances;
  journal: Journal;
  listening: Listening;
  logstores: Logstores;
  triggers: Triggers;
  triggerUrls: HttpTriggerUrls;
}

/** A running emulator, as its owner handles it. */
export class Emulator {
  readonly #parts: Parts;
  /** E.g. `http://127.0.0.1:40123`. */
  readonly endpoint: string;

  /** Use `startEmulator`. */
  constructor(
    readonly region: string,
    readonly accountId: string,
    /** The first of the keys. */
    readonly accessKey: AccessKey,
    parts: Parts,
  ) {
    this.#parts = parts;
    this.endpoint = parts.listening.endpoint;
  }

  /**
   * Creates a function, or updates its LATEST. The code is copied.
   *
   * @throws Error when the code cannot be read, or the configuration is not one that FC would accept
   */
  async deploy(deployment: Deployment): Promise<void> {
    const { serviceName, functionName, code, defaults = {}, ...explicit } = deployment;
    const { codeStore, functions, defaults: ofAll } = this.#parts;
    try {
      const codePackage = await codeStore.add(code);
      const configuration = await readConfiguration(codePackage.folder, explicit, {
        ...ofAll,
        ...defaults,
      });
      functions.deploy(joinFunctionName(serviceName, functionName), codePackage, configuration);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Function '${functionName}' cannot be deployed: ${reason}`, { cause });
    }
  }

  /** Of all functions; `service$function` of those of FC 2.0. */
  get functionNames(): string[] {
    return this.#parts.functions.names;
  }

  /** Freezes LATEST as a version and returns its ID: '1', '2', … */
  publishVersion(functionName: string): string {
    return this.#parts.functions.publishVersion(functionName);
  }

  /** Creates an alias, or changes it; weights are shares of the calls: `{"2": 0.2}`. */
  createAlias(
    functionName: string,
    aliasName: string,
    versionId: string,
    additionalVersionWeight: Readonly<Record<string, number>> = {},
  ): void {
    const { functions } = this.#parts;
    functions.setAlias(functionName, aliasName, { versionId, additionalVersionWeight });
  }

  /**
   * Says how the next update of a function goes, by `deploy` or UpdateFunction: it passes through
   * these stages by the emulator's clock, and calls are served by the old code until one of them is
   * neither in progress nor failed. Without, an update is in effect at once.
   */
  planUpdate(functionName: string, ...stages: readonly [Stage, ...Stage[]]): void {
    this.#parts.functions.planUpdate(functionName, stages);
  }

  /** Lets GetFunction tell this state of LATEST from now on; what is served stays as it is. */
  tellState(functionName: string, stage: Stage): void {
    this.#parts.functions.tellState(functionName, stage);
  }

  /** Freezes all functions of a service as its version; returns the ID: '1', '2', … */
  publishServiceVersion(serviceName: string): string {
    return this.#parts.functions.publishVersion(joinFunctionName(serviceName, ''));
  }

  /** Creates an alias of a service, or changes it. */
  createServiceAlias(
    serviceName: string,
    aliasName: string,
    versionId: string,
    additionalVersionWeight: Readonly<Record<string, number>> = {},
  ): void {
    this.createAlias(
      joinFunctionName(serviceName, ''),
      aliasName,
      versionId,
      additionalVersionWeight,
    );
  }

  /** Deletes a function; what is still to run of it becomes `Invalid`. */
  deleteFunction(functionName: string): void {
    this.#parts.functions.delete(functionName);
  }

  /**
   * Creates a trigger. The URLs of an HTTP trigger work until the emulator closes; other triggers
   * can be listed, but never fire.
   *
   * @throws Error when the function or qualifier is unknown, or FC would not have the trigger
   */
  async createTrigger(
    functionName: string,
    options: HttpTriggerOptions | OtherTriggerOptions,
  ): Promise<Trigger> {
    const { functions, triggers, triggerUrls } = this.#parts;
    const { triggerName, triggerType = 'http', qualifier = 'LATEST' } = options;
    const trigger = { functionName, triggerName, triggerType, qualifier, createdTime: new Date() };
    functions.resolve(functionName, qualifier);
    triggers.check(functionName, trigger);
    if (!isHttp(options)) {
      const triggerConfig = { ...options.triggerConfig };
      return triggers.add({ ...trigger, triggerConfig, http: undefined });
    }
    const http = triggerUrls.open(this.endpoint, functionName, options);
    const { authType, methods, disableURLInternet } = http;
    const triggerConfig = { authType, methods, disableURLInternet };
    return triggers.add({ ...trigger, triggerConfig, http });
  }

  /** Keeps asynchronous invocations from starting: they stay `Enqueued`, or `Retrying`. */
  holdAsyncInvocations(): void {
    this.#parts.asyncQueue.close();
  }

  /** Lets go what was held. */
  releaseAsyncInvocations(): void {
    this.#parts.asyncQueue.open();
  }

  /** The function's asynchronous invocations so far, tasks or not. */
  asyncTasks(functionName: string): readonly AsyncTask[] {
    return this.#parts.asyncInvocations.of(functionName);
  }

  /** Resolves when a task of the function is, or has been, in a state. */
  waitForTask(functionName: string, taskId: string, status: TaskStatus): Promise<AsyncTask> {
    return this.#parts.journal.until(`task ${taskId} to be ${status}`, () =>
      this.asyncTasks(functionName).find(
        ({ accepted, events }) =>
          accepted.taskId === taskId && events.some((event) => event.status === status),
      ),
    );
  }

  addAccessKey(accessKey: AccessKey): void {
    this.#parts.accessKeys.add(accessKey);
  }

  /**
   * Writes records into a logstore, as another producer or a broken one might. They can be found at
   * once.
   */
  writeLog(logstore: LogConfig, ...records: readonly LogRecord[]): void {
    this.#parts.logstores.create(logstore);
    for (const record of records) this.#parts.logstores.write(logstore, record, 0);
  }

  /** Everything in a logstore in the order of writing, whether it can be found already or not. */
  logRecords(logstore: LogConfig): readonly LogRecord[] {
    return this.#parts.logstores.records(logstore);
  }

  /** Disturbs the next matching request(s). Faults of one call act together, calls in turn. */
  injectFault(...faults: readonly [Fault, ...Fault[]]): void {
    this.#parts.faults.inject(faults);
  }

  /** Requests so far, each since it was received completely or given up by its client. */
  get requests(): readonly RequestRecord[] {
    return this.#parts.journal.requests;
  }

  /** Number of calls of a handler with an event, of all functions or of one. */
  executions(functionName?: string): number {
    return this.#parts.journal.executions.filter(isOf(functionName)).length;
  }

  /** Resolves when `count` requests have been received since the start. */
  waitForRequests(count: number): Promise<readonly RequestRecord[]> {
    const { requests } = this;
    return this.#parts.journal.until(`request ${count}`, () =>
      requests.length >= count ? requests : undefined,
    );
  }

  /** Resolves when the function's `nth` execution since the start has begun. */
  waitForExecutionStart(functionName: string, nth = 1): Promise<ExecutionRecord> {
    const { journal } = this.#parts;
    return journal.until(
      `start ${nth} of ${functionName}`,
      () => journal.executions.filter(isOf(functionName))[nth - 1],
    );
  }

  /** Resolves when `nth` executions of the function have ended, with the last of these. */
  waitForExecutionEnd(functionName: string, nth = 1): Promise<ExecutionRecord> {
    const { journal } = this.#parts;
    return journal.until(
      `end ${nth} of ${functionName}`,
      () => journal.endedExecutions.filter(isOf(functionName))[nth - 1],
    );
  }

  /** Ends what runs, closes the connections and removes the temporary files. */
  async close(): Promise<void> {
    const { closing, listening, asyncInvocations, instances, journal, codeStore } = this.#parts;
    closing.abort();
    try {
      await listening.close();
      await asyncInvocations.settled();
      await instances.close();
    } finally {
      journal.close();
      await codeStore.remove();
    }
  }
}

function isHttp(options: HttpTriggerOptions | OtherTriggerOptions): options is HttpTriggerOptions {
  return options.triggerType === undefined || options.triggerType === 'http';
}

function isOf(functionName: string | undefined): (record: ExecutionRecord) => boolean {
  return (record) => functionName === undefined || record.functionName === functionName;
}
