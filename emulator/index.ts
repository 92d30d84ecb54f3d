/**
 * An emulator of Alibaba Cloud Function Compute: a real HTTP server that speaks the APIs of FC
 * 3.0 and 2.0 and has its HTTP triggers, and runs real Node.js handlers and web functions.
 * `startEmulator` is the way in; everything else is its parts.
 */

import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { InvokeFunction } from './api/invoke-function';
import { Service } from './api/service';
import { Emulator } from './emulator';
import { CodeStore } from './functions/code-package';
import type { FunctionConfiguration, InstanceKind, LogConfig } from './functions/configuration';
import { Functions } from './functions/functions';
import { FunctionOperations } from './functions/operations';
import { type AccessKey, AccessKeys, newAccessKey } from './identity/access-keys';
import { Journal } from './journal';
import { FunctionLogs } from './logs/function-logs';
import { LogService } from './logs/log-service';
import { Logstores } from './logs/logstores';
import { Origin } from './origin';
import { FunctionRunner } from './runtime/function-runner';
import { Instances } from './runtime/instances';
import { ASYNC_PAYLOAD_LIMIT_BYTES, type Site } from './site';
import { AsyncInvocations } from './tasks/async-invocations';
import { Gate } from './tasks/gate';
import { AsyncTaskOperations } from './tasks/operations';
import { TriggerOperations } from './triggers/operations';
import { Triggers } from './triggers/triggers';
import { HttpTriggerUrls } from './triggers/urls';
import { FaultQueue } from './wire/faults';
import { HttpFront, type OnExchange } from './wire/http-front';

export type { ServiceErrorCode } from './api/service-error';
export type { Deployment, Emulator } from './emulator';
export type { Code } from './functions/code-package';
export type { InstanceKind, LogConfig } from './functions/configuration';
export type { Stage } from './functions/update';
export type { AccessKey } from './identity/access-keys';
export type { ExecutionRecord, RequestRecord } from './journal';
export type { LogRecord } from './logs/log-record';
export type { AsyncInvokeConfig } from './tasks/async-invoke-config';
export type { AsyncTask, TaskStatus } from './tasks/async-task';
export type { HttpTriggerOptions, OtherTriggerOptions, Trigger } from './triggers/triggers';
export type { Fault } from './wire/faults';
export type { HeaderList } from './wire/reply';

export interface EmulatorOptions {
  /** Default: any free one. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default `cn-hangzhou`. */
  region?: string;
  /** Default: 16 random digits. */
  accountId?: string;
  /** Default: one random permanent pair. The first is `emulator.accessKey`. */
  accessKeys?: readonly [AccessKey, ...AccessKey[]];
  /** Serves HTTPS, with this certificate (PEM). */
  tls?: { key: string; cert: string };
  /** The server's time; default: the real one. */
  clock?: () => Date;
  /** Bytes; default 128 KiB, FC's standard quota. */
  asyncPayloadLimit?: number;
  /** Whether results carry duration and memory in headers too; default `true`. */
  metricHeaders?: boolean;
  /** Timeout of functions that say none, in seconds; default 3, as FC's. */
  defaultTimeout?: number;
  /**
   * Where the instances of functions that say nothing else run; default `processes`. See
   * {@link InstanceKind} for what cannot run in-process.
   */
  instances?: InstanceKind;
  /** How long reading a fresh task fails (404); default 0, on FC up to 3 s. */
  taskVisibilityDelayMilliseconds?: number;
  /** Whether tasks tell what their function returned, a preview feature of FC; default `true`. */
  taskReturnPayloads?: boolean;
  /** Between a failed asynchronous run and its repetition; default 50, FC takes longer. */
  asyncRetryDelayMilliseconds?: number;
  /** Whether a log tail that is asked for comes back through HTTP triggers; default `true`. */
  triggerLogs?: boolean;
  /** How long a function's log cannot be found after it was written; default 0, `Infinity`: ever. */
  logDelayMilliseconds?: number;
  /**
   * Whether records tell their time to the nanosecond, and Log Service returns those of a second in
   * any order; default `true`. Otherwise they come in the order of writing.
   */
  logNanoseconds?: boolean;
  /** Logstore of functions that say none; default: none. */
  logConfig?: LogConfig;
  /** Called when a request has got its response, or its client has gone. */
  onExchange?: OnExchange;
  /** Called with a sentence that helps here, and that FC does not say. */
  onNote?: (sentence: string) => void;
  /** 0 to 1: which version an alias with weights leads to; default `Math.random`. */
  random?: () => number;
}

const ASYNC_RETRY_DELAY_MS = 50;

/** Starts an emulator. The caller closes it. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { region = 'cn-hangzhou', accountId = newAccountId(), host = '127.0.0.1' } = options;
  const [accessKey, ...moreKeys] = options.accessKeys ?? [newAccessKey()];
  const accessKeys = new AccessKeys([accessKey, ...moreKeys]);
  const defaults: Partial<FunctionConfiguration> = {};
  if (options.defaultTimeout !== undefined) defaults.timeout = options.defaultTimeout;
  if (options.instances !== undefined) defaults.instances = options.instances;
  if (options.logConfig !== undefined) defaults.logConfig = options.logConfig;
  const closing = new AbortController();
  // Every running execution listens to it; many at once are not a leak.
  setMaxListeners(0, closing.signal);
  const codeStore = await CodeStore.create();
  const faults = new FaultQueue();
  const journal = new Journal();
  const site: Site = {
    region,
    accountId,
    workFolder: codeStore.folder,
    asyncPayloadLimit: options.asyncPayloadLimit ?? ASYNC_PAYLOAD_LIMIT_BYTES,
    metricHeaders: options.metricHeaders ?? true,
    taskVisibilityDelayMilliseconds: options.taskVisibilityDelayMilliseconds ?? 0,
    taskReturnPayloads: options.taskReturnPayloads ?? true,
    triggerLogs: options.triggerLogs ?? true,
    asyncRetryDelayMilliseconds: options.asyncRetryDelayMilliseconds ?? ASYNC_RETRY_DELAY_MS,
    logDelayMilliseconds: options.logDelayMilliseconds ?? 0,
    logNanoseconds: options.logNanoseconds ?? true,
    clock: options.clock ?? (() => new Date()),
    closing: closing.signal,
  };
  const logstores = new Logstores(site.clock);
  const functionLogs = new FunctionLogs(site, logstores);
  const instances = new Instances(site, functionLogs);
  const functions = new Functions(
    (version) => instances.retire(version),
    site.clock,
    options.random ?? Math.random,
  );
  const runner = new FunctionRunner(site, instances, journal, functionLogs, options.onNote);
  const asyncQueue = new Gate();
  const asyncInvocations = new AsyncInvocations(site, functions, runner, journal, asyncQueue);
  const invokeFunction = new InvokeFunction(site, functions, runner, asyncInvocations);
  const triggers = new Triggers();
  const service = new Service(site, accessKeys, {
    invokeFunction,
    functions: new FunctionOperations(site, functions, codeStore),
    asyncTasks: new AsyncTaskOperations(site, functions, asyncInvocations),
    triggers: new TriggerOperations(functions, triggers),
  });
  const triggerUrls = new HttpTriggerUrls({ site, accessKeys, functions, invokeFunction });
  const origin = new Origin(triggerUrls, service, new LogService(site, accessKeys, logstores));
  const front = new HttpFront(origin, journal, faults, site.clock, options.onExchange);
  try {
    const listening = await front.listen(options.port ?? 0, host, options.tls);
    return new Emulator(region, accountId, accessKey, {
      accessKeys,
      asyncInvocations,
      asyncQueue,
      closing,
      codeStore,
      defaults,
      faults,
      functions,
      instances,
      journal,
      listening,
      logstores,
      triggers,
      triggerUrls,
    });
  } catch (error) {
    await codeStore.remove();
    throw error;
  }
}

function newAccountId(): string {
  return Array.from({ length: 16 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}
