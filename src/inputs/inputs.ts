import { readPayload, STANDARD_ASYNC_PAYLOAD_LIMIT } from './event/payload';
import {
  defaultEndpoint,
  type Endpoint,
  isLoopback,
  nearestKnownRegion,
  parseEndpoint,
} from './function-compute/endpoint';
import type { InvocationRequest } from './function-compute/invocation';
import type { FailOn } from './gate/verdict';
import { flag, InputReader, matching, oneOf, wholeNumber } from './input-reader';
import { byteSize } from './text';

/** The inputs, parsed and checked: what the rooms of the house work with. */
export interface Inputs extends InvocationRequest {
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly timeoutSeconds: number;
  readonly maxRetries: number;
  readonly failOn: FailOn;
  readonly showResult: boolean;
  readonly keyInputs: KeyInputs;
  /** What is unusual but allowed, one sentence each. */
  readonly warnings: readonly string[];
}

/** The key inputs as given; empty strings where they are not. */
export interface KeyInputs {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** Function names of FC, and `service$function`, the 3.0 name of a function that 2.0 created. */
const FUNCTION_NAME = /^[A-Za-z_][\w-]{0,127}(\$[A-Za-z_][\w-]{0,127})?$/;
const ASYNC_TASK_ID = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const ACCOUNT_ID = /^[0-9]{6,20}$/;

/**
 * Reads and checks every input.
 *
 * @param workspace folder that `event-file` is relative to
 * @throws InvalidInputs with all problems at once
 */
export function readInputs(workspace: string): Inputs {
  const reader = new InputReader();
  const warnings: string[] = [];
  const region = readRegion(reader, warnings);
  const invocationType = reader.parsed('invocation-type', oneOf('sync', 'async'), 'sync');
  const inputs: Inputs = {
    region,
    functionName: readFunctionName(reader),
    qualifier: reader.text('qualifier'),
    endpoint: readEndpoint(reader, region, warnings),
    invocationType,
    asyncTaskId: readAsyncTaskId(reader, invocationType),
    payload: readEvent(reader, workspace, invocationType, warnings),
    logType: reader.parsed('log-type', oneOf('tail', 'none'), 'none'),
    timeoutSeconds: reader.parsed('timeout', wholeNumber(1, 86_400, 'seconds'), 1),
    maxRetries: reader.parsed('max-retries', wholeNumber(0, 10), 0),
    failOn: reader.parsed('fail-on', oneOf('any', 'unhandled', 'none'), 'any'),
    showResult: reader.parsed('show-result', flag, false),
    keyInputs: readKeyInputs(reader),
    warnings,
  };
  reader.throwIfInvalid();
  return inputs;
}

/** The key inputs, for masking them before anything else is read or printed. */
export function readKeyInputs(reader = new InputReader()): KeyInputs {
  const keys = {
    accessKeyId: reader.text('access-key-id'),
    accessKeySecret: reader.text('access-key-secret'),
    securityToken: reader.text('security-token'),
  };
  if (keys.accessKeyId !== '' && keys.accessKeySecret === '') {
    reader.reject('access-key-id', 'was given without `access-key-secret`; give both or neither');
  }
  if (keys.accessKeyId === '' && keys.accessKeySecret !== '') {
    reader.reject('access-key-secret', 'was given without `access-key-id`; give both or neither');
  }
  if (keys.securityToken !== '' && (keys.accessKeyId === '' || keys.accessKeySecret === '')) {
    reader.reject(
      'security-token',
      'belongs to a temporary key pair; give `access-key-id` and `access-key-secret` with it',
    );
  }
  return keys;
}

function readRegion(reader: InputReader, warnings: string[]): string {
  const text = reader.required('region');
  if (text === '') return '';
  const region = reader.parsed(
    'region',
    matching(REGION, 'a region ID such as cn-hangzhou'),
    '',
    text,
  );
  const nearest = region === '' ? undefined : nearestKnownRegion(region);
  if (nearest !== undefined) {
    warnings.push(`\`region\` ${region} is not a known region; did you mean ${nearest}?`);
  }
  return region;
}

function readFunctionName(reader: InputReader): string {
  const text = reader.required('function-name');
  if (text === '') return '';
  const expected =
    'the name of a function: a letter or underscore, then letters, digits, underscores and hyphens';
  return reader.parsed('function-name', matching(FUNCTION_NAME, expected), '', text);
}

function readEndpoint(reader: InputReader, region: string, warnings: string[]): Endpoint {
  const accountId = reader.isGiven('account-id')
    ? reader.parsed('account-id', matching(ACCOUNT_ID, 'an account ID of 6 to 20 digits'), '')
    : '';
  const fallback = defaultEndpoint(region, accountId);
  if (!reader.isGiven('endpoint')) return fallback;
  const endpoint = reader.parsed('endpoint', parseEndpoint, fallback);
  if (endpoint.protocol === 'http' && !isLoopback(endpoint.host)) {
    warnings.push(
      `\`endpoint\` http://${endpoint.host} is not encrypted: others on the way can read the event and the result; use https where the endpoint has it`,
    );
  }
  return endpoint;
}

function readAsyncTaskId(reader: InputReader, invocationType: 'sync' | 'async'): string {
  if (!reader.isGiven('async-task-id')) return '';
  if (invocationType === 'sync') {
    reader.reject('async-task-id', 'goes only with `invocation-type: async`');
  }
  const expected =
    'a letter or underscore followed by up to 127 letters, digits, underscores and hyphens';
  return reader.parsed('async-task-id', matching(ASYNC_TASK_ID, expected), '');
}

function readEvent(
  reader: InputReader,
  workspace: string,
  invocationType: 'sync' | 'async',
  warnings: string[],
): Uint8Array {
  const text = reader.rawText('event');
  const path = reader.text('event-file');
  if (text !== '' && path !== '') {
    reader.reject('event', 'and `event-file` were both given; give only one of them');
  }
  const input = path === '' ? 'event' : 'event-file';
  try {
    const payload = readPayload(
      path === '' ? { input: 'event', text } : { input: 'event-file', path },
      workspace,
      invocationType,
    );
    if (invocationType === 'async' && payload.length > STANDARD_ASYNC_PAYLOAD_LIMIT) {
      warnings.push(
        `\`${input}\` holds ${payload.length} bytes, over the ${byteSize(STANDARD_ASYNC_PAYLOAD_LIMIT)} that FC accepts asynchronously unless the account's limit was raised`,
      );
    }
    return payload;
  } catch (error) {
    reader.reject(input, error instanceof Error ? error.message : String(error));
    return new Uint8Array();
  }
}
