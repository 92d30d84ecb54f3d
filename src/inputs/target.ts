import { defaultEndpoint, nearestKnownRegion } from '../function-compute/regions';
import type { FunctionTarget } from '../function-compute/target';
import { type Endpoint, isLoopback, parseEndpoint } from '../http/endpoint';
import { type InputReader, matching } from './reader';

/** Function names of FC, and `service$function`, the 3.0 name of a function that 2.0 created. */
const FUNCTION_NAME = /^[A-Za-z_][\w-]{0,127}(\$[A-Za-z_][\w-]{0,127})?$/;
const SERVICE_NAME = /^[A-Za-z_][\w-]{0,127}$/;
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const ACCOUNT_ID = /^[0-9]{6,20}$/;

const NAME_FORM = 'a letter or underscore, then letters, digits, underscores and hyphens';

export function readTarget(reader: InputReader, warnings: string[]): FunctionTarget {
  const region = readRegion(reader, warnings);
  const functionName = readFunctionName(reader);
  const serviceName = reader.isGiven('service-name')
    ? reader.parsed('service-name', matching(SERVICE_NAME, `a name of FC 2.0: ${NAME_FORM}`), '')
    : '';
  const accountId = reader.isGiven('account-id')
    ? reader.parsed('account-id', matching(ACCOUNT_ID, 'an account ID of 6 to 20 digits'), '')
    : '';
  const fallback = defaultEndpoint({ region, accountId, serviceName });
  return {
    region,
    functionName,
    serviceName,
    qualifier: reader.text('qualifier'),
    accountId,
    endpoint: reader.isGiven('endpoint') ? readEndpoint(reader, fallback, warnings) : fallback,
  };
}

function readRegion(reader: InputReader, warnings: string[]): string {
  const text = reader.required('region');
  if (text === '') return '';
  const parse = matching(REGION, 'a region ID such as cn-hangzhou');
  const region = reader.parsed('region', parse, '', text);
  const nearest = region === '' ? undefined : nearestKnownRegion(region);
  if (nearest !== undefined) {
    warnings.push(`\`region\` ${region} is not a known region; did you mean ${nearest}?`);
  }
  return region;
}

function readFunctionName(reader: InputReader): string {
  const text = reader.required('function-name');
  if (text === '') return '';
  const parse = matching(FUNCTION_NAME, `the name of a function: ${NAME_FORM}`);
  return reader.parsed('function-name', parse, '', text);
}

function readEndpoint(reader: InputReader, fallback: Endpoint, warnings: string[]): Endpoint {
  const endpoint = reader.parsed('endpoint', parseEndpoint, fallback);
  if (endpoint.protocol === 'https' || isLoopback(endpoint.host)) return endpoint;
  if (reader.isGiven('role-to-assume')) {
    reader.reject('endpoint', 'must be https with keyless credentials, but is plain http');
    return fallback;
  }
  warnings.push(
    `\`endpoint\` http://${endpoint.host} is not encrypted: others on the way can read the event and the result; use https where the endpoint has it`,
  );
  return endpoint;
}
