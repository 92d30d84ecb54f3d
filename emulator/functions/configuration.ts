import {
  type AsyncInvokeConfig,
  asyncInvokeConfig,
  DEFAULT_ASYNC_INVOKE_CONFIG,
} from '../tasks/async-invoke-config';
import { type CustomRuntimeConfig, customRuntimeConfig } from './custom-runtime-config';
import { FUNCTION_JSON, readFunctionJson } from './function-json';
import { isObject } from './json-file';

/** How a function runs: the names of FC's CreateFunction. */
export interface FunctionConfiguration {
  /** `file.export`, e.g. `index.handler`. */
  handler: string;
  /** As GetFunction tells it, e.g. `custom-container`; it has no effect here. */
  runtime?: string | undefined;
  /** `file.export` of what runs once before the first event. */
  initializer?: string | undefined;
  /** Seconds that one event may take. */
  timeout: number;
  /** Seconds that the initializer may take. */
  initializationTimeout: number;
  /** MB. */
  memorySize: number;
  environmentVariables: Readonly<Record<string, string>>;
  /** How many events an instance takes at the same time, 1 to 200. */
  instanceConcurrency: number;
  /** Makes it a web function, in a custom runtime. */
  customRuntimeConfig?: CustomRuntimeConfig | undefined;
  asyncInvokeConfig: AsyncInvokeConfig;
  /** Where its log goes; without, nowhere but to the tail. */
  logConfig?: LogConfig | undefined;
  /** Where its instances run here; FC has no such property. Those of web functions are processes. */
  instances: InstanceKind;
}

/** A logstore of Log Service, in the function's region. */
export interface LogConfig {
  project: string;
  logstore: string;
}

/**
 * Where instances run: each in a process of its own, or in the emulator's process, which costs a
 * twentieth. In-process, a handler behaves the same in all that concerns its events: results,
 * errors, log, timeouts, cancellation and its memory of earlier events. It must be CommonJS, and
 * cannot end, block or exhaust a process: `process.exit` throws, an endless loop stops everything,
 * memory is not measured, an uncaught exception is noticed only in the handler's own timers, and
 * relative paths are relative to the emulator's folder.
 */
export type InstanceKind = 'processes' | 'in-process';

/** FC's defaults. */
const DEFAULTS: FunctionConfiguration = {
  handler: 'index.handler',
  timeout: 3,
  initializationTimeout: 3,
  memorySize: 128,
  environmentVariables: {},
  instanceConcurrency: 1,
  asyncInvokeConfig: DEFAULT_ASYNC_INVOKE_CONFIG,
  instances: 'processes',
};

type Given = {
  [Key in keyof FunctionConfiguration]?: Key extends 'asyncInvokeConfig'
    ? Partial<AsyncInvokeConfig>
    : FunctionConfiguration[Key] | undefined;
};

/**
 * Puts a configuration together: explicit values win over the folder's optional `function.json`,
 * which wins over FC's defaults. Other properties of CreateFunction in the file have no effect here.
 *
 * @param instead what holds in place of FC's defaults, not checked yet
 * @throws Error when a value is not one that FC would accept
 */
export async function readConfiguration(
  folder: string,
  explicit: Given,
  instead: { readonly [Key in keyof FunctionConfiguration]?: unknown } = {},
): Promise<FunctionConfiguration> {
  const { configuration: file } = await readFunctionJson(folder);
  const defaults = { ...DEFAULTS, ...instead };
  const value = <Key extends keyof FunctionConfiguration>(
    key: Key,
    parse: (value: unknown, key: string) => FunctionConfiguration[Key],
  ): FunctionConfiguration[Key] => {
    const isFromFile = explicit[key] === undefined && file[key] !== undefined;
    if (isFromFile) return parse(file[key], `${FUNCTION_JSON}: ${key}`);
    return parse(explicit[key] ?? defaults[key], key);
  };
  return {
    handler: value('handler', handlerName),
    runtime: value('runtime', (given, key) =>
      given === undefined ? undefined : runtimeName(given, key),
    ),
    initializer: value('initializer', (given, key) =>
      given === undefined ? undefined : handlerName(given, key),
    ),
    timeout: value('timeout', positiveNumber),
    initializationTimeout: value('initializationTimeout', positiveNumber),
    memorySize: value('memorySize', positiveNumber),
    environmentVariables: value('environmentVariables', textMap),
    instanceConcurrency: value('instanceConcurrency', concurrency),
    customRuntimeConfig: value('customRuntimeConfig', customRuntimeConfig),
    asyncInvokeConfig: value('asyncInvokeConfig', asyncInvokeConfig),
    logConfig: value('logConfig', (given, key) =>
      given === undefined ? undefined : logConfig(given, key),
    ),
    instances: value('instances', instanceKind),
  };
}

function handlerName(value: unknown, key: string): string {
  if (typeof value === 'string' && /^[^.].*\.[^.]+$/.test(value)) return value;
  throw new Error(`${key} must be like 'index.handler', not ${JSON.stringify(value)}.`);
}

function runtimeName(value: unknown, key: string): string {
  if (typeof value === 'string' && /^[a-z][\w.-]*$/.test(value)) return value;
  throw new Error(`${key} must be like 'nodejs20', not ${JSON.stringify(value)}.`);
}

function positiveNumber(value: unknown, key: string): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new Error(`${key} must be a positive number, not ${JSON.stringify(value)}.`);
}

function concurrency(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 200) {
    return value;
  }
  throw new Error(`${key} must be an integer of 1 to 200, not ${JSON.stringify(value)}.`);
}

function instanceKind(value: unknown, key: string): InstanceKind {
  if (value === 'processes' || value === 'in-process') return value;
  throw new Error(`${key} must be 'processes' or 'in-process', not ${JSON.stringify(value)}.`);
}

function logConfig(value: unknown, key: string): LogConfig {
  if (isObject(value)) {
    const { project, logstore } = value;
    // Log Service's rules for names.
    const isName = (name: unknown, pattern: RegExp) =>
      typeof name === 'string' && pattern.test(name);
    if (
      isName(project, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/) &&
      isName(logstore, /^[a-z0-9][a-z0-9_-]{0,61}[a-z0-9]$/)
    ) {
      return { project: String(project), logstore: String(logstore) };
    }
  }
  throw new Error(`${key} must be { project, logstore }, not ${JSON.stringify(value)}.`);
}

function textMap(value: unknown, key: string): Record<string, string> {
  if (!isObject(value)) {
    throw new Error(`${key} must be an object of strings, not ${JSON.stringify(value)}.`);
  }
  const entries = Object.entries(value).map(([name, text]): [string, string] => {
    if (typeof text === 'string') return [name, text];
    throw new Error(`${key}.${name} must be a string, not ${JSON.stringify(text)}.`);
  });
  return Object.fromEntries(entries);
}
