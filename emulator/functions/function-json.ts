/**
 * The files that describe functions in a folder: `function.json` beside the code of one, and
 * `service.json` in the folder of a service of FC 2.0. Their keys are those of FC's operations.
 */

import { join } from 'node:path';
import type { HttpTriggerOptions, OtherTriggerOptions } from '../triggers/triggers';
import type { AliasInput } from './alias';
import {
  isObject,
  type JsonObject,
  listOf,
  objectWith,
  readJsonFile,
  stringLike,
} from './json-file';
import {
  CREATE_ALIAS_KEYS,
  CREATE_FUNCTION_KEYS,
  CREATE_SERVICE_KEYS,
  CREATE_TRIGGER_KEYS,
  HTTP_TRIGGER_CONFIG_KEYS,
} from './keys';

/** An alias as CreateAlias takes it. */
export interface AliasToCreate extends AliasInput {
  aliasName: string;
  versionId: string;
}

export interface FunctionJson {
  /** Instead of the folder's name. */
  functionName: string | undefined;
  /** What CreateFunction sets, not checked yet. */
  configuration: JsonObject;
  aliases: readonly AliasToCreate[];
  triggers: readonly (HttpTriggerOptions | OtherTriggerOptions)[];
}

export interface ServiceJson {
  /** Instead of the folder's name. */
  serviceName: string | undefined;
  /** What the service sets for its functions, not checked yet. */
  configuration: JsonObject;
  aliases: readonly AliasToCreate[];
}

/** What other operations of FC set, and where instances run here. */
const FUNCTION_KEYS = [
  ...CREATE_FUNCTION_KEYS,
  'aliases',
  'asyncInvokeConfig',
  'instances',
  'triggers',
];

const SERVICE_KEYS = [...CREATE_SERVICE_KEYS, 'aliases'];

export const FUNCTION_JSON = 'function.json';
export const SERVICE_JSON = 'service.json';

/** A version's number, or `LATEST`. */
const VERSION = /^(?:[1-9]\d{0,9}|LATEST)$/;
const AUTH_TYPE = /^(?:anonymous|function|jwt|basic|bearer)$/;

/** @throws Error in one sentence, with the name of the file and the key */
export async function readFunctionJson(folder: string): Promise<FunctionJson> {
  const content = await readJsonFile(join(folder, FUNCTION_JSON), FUNCTION_KEYS);
  const { functionName, aliases, triggers, ...configuration } = content;
  return {
    functionName: optionalName(functionName, `${FUNCTION_JSON}: functionName`),
    configuration,
    aliases: listOf(aliases, `${FUNCTION_JSON}: aliases`, aliasFrom),
    triggers: listOf(triggers, `${FUNCTION_JSON}: triggers`, triggerFrom),
  };
}

/** @throws Error in one sentence, with the name of the file and the key */
export async function readServiceJson(folder: string): Promise<ServiceJson> {
  const content = await readJsonFile(join(folder, SERVICE_JSON), SERVICE_KEYS);
  const { serviceName, aliases, logConfig } = content;
  return {
    serviceName: optionalName(serviceName, `${SERVICE_JSON}: serviceName`),
    configuration: logConfig === undefined ? {} : { logConfig },
    aliases: listOf(aliases, `${SERVICE_JSON}: aliases`, aliasFrom),
  };
}

function optionalName(value: unknown, where: string): string | undefined {
  return value === undefined ? undefined : nameFrom(value, where);
}

/** FC's rule for names of functions, services, aliases and triggers. */
export function nameFrom(value: unknown, where: string): string {
  return stringLike(/^[A-Za-z_][\w-]{0,127}$/, 'a valid name', value, where);
}

function aliasFrom(value: unknown, where: string): AliasToCreate {
  const {
    aliasName,
    versionId,
    additionalVersionWeight: weights,
  } = objectWith(CREATE_ALIAS_KEYS, value, where);
  const alias = {
    aliasName: nameFrom(aliasName, `${where}.aliasName`),
    versionId: stringLike(VERSION, 'a string such as "1"', versionId, `${where}.versionId`),
  };
  if (weights === undefined) return alias;
  if (!isWeights(weights)) {
    throw new Error(`${where}.additionalVersionWeight must be like {"2": 0.2}.`);
  }
  return { ...alias, additionalVersionWeight: weights };
}

function isWeights(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.values(value).every((weight) => typeof weight === 'number');
}

function triggerFrom(value: unknown, where: string): HttpTriggerOptions | OtherTriggerOptions {
  const given = objectWith(CREATE_TRIGGER_KEYS, value, where);
  const triggerName = nameFrom(given.triggerName, `${where}.triggerName`);
  const triggerType = stringLike(
    /^[a-z][\w-]*$/,
    'a type such as http',
    given.triggerType,
    `${where}.triggerType`,
  );
  const qualifier =
    given.qualifier === undefined
      ? 'LATEST'
      : stringLike(
          /^[\w-]{1,128}$/,
          'a version or an alias',
          given.qualifier,
          `${where}.qualifier`,
        );
  const configWhere = `${where}.triggerConfig`;
  const config = parsedConfig(given.triggerConfig);
  const trigger = { triggerName, qualifier };
  if (triggerType === 'http') return { ...trigger, ...httpConfigFrom(config, configWhere) };
  if (!isObject(config)) throw new Error(`${configWhere} must hold a JSON object.`);
  return { ...trigger, triggerType, triggerConfig: config };
}

/** FC's APIs have it as a JSON string, people write an object. */
function parsedConfig(config: unknown): unknown {
  if (typeof config !== 'string') return config ?? {};
  try {
    return JSON.parse(config);
  } catch {
    return undefined;
  }
}

function httpConfigFrom(
  value: unknown,
  where: string,
): Pick<HttpTriggerOptions, 'authType' | 'methods' | 'disableURLInternet'> {
  const { authType, methods, disableURLInternet } = objectWith(
    HTTP_TRIGGER_CONFIG_KEYS,
    value,
    where,
  );
  return {
    ...(authType === undefined
      ? {}
      : {
          authType: stringLike(
            AUTH_TYPE,
            'anonymous, function, jwt, basic or bearer',
            authType,
            `${where}.authType`,
          ),
        }),
    ...(methods === undefined ? {} : { methods: listOf(methods, `${where}.methods`, methodFrom) }),
    ...(disableURLInternet === undefined
      ? {}
      : { disableURLInternet: flag(disableURLInternet, `${where}.disableURLInternet`) }),
  };
}

function methodFrom(value: unknown, where: string): string {
  return stringLike(/^[A-Z]+$/, 'a method such as GET', value, where);
}

function flag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Error(`${where} must be true or false, not ${JSON.stringify(value)}.`);
}
