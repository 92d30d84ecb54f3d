import { closest } from '../closest';
import { defaultEndpoint, KNOWN_REGIONS, nearestKnownRegion } from '../function-compute/regions';
import type { FunctionTarget } from '../function-compute/target';
import { type Endpoint, parseEndpoint } from '../http/endpoint';
import { isInTheClear, warnIfInTheClear } from './encryption';
import { functionName, NAME_FORM } from './function-name';
import { didYouMean, matching, type Parser } from './parsers';
import type { InputReader } from './reader';

const SERVICE_NAME = /^[A-Za-z_][\w-]{0,127}$/;
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const ACCOUNT_ID = /^[0-9]{6,20}$/;
const QUALIFIER = /^[\w-]{1,128}$/;

/** FC's name for what was deployed last and not published as a version. */
const LATEST = 'LATEST';

export function readTarget(reader: InputReader): FunctionTarget {
  const region = readRegion(reader);
  const name = reader.required('function-name');
  const serviceName = reader.isGiven('service-name')
    ? reader.parsed('service-name', matching(SERVICE_NAME, `a name of FC 2.0: ${NAME_FORM}`), '')
    : '';
  const accountId = reader.isGiven('account-id')
    ? reader.parsed('account-id', matching(ACCOUNT_ID, 'an account ID of 6 to 20 digits'), '')
    : '';
  const fallback = defaultEndpoint({ region, accountId, serviceName });
  return {
    region,
    functionName: name === '' ? '' : reader.parsed('function-name', functionName, '', name),
    serviceName,
    qualifier: readQualifier(reader),
    accountId,
    endpoint: reader.isGiven('endpoint') ? readEndpoint(reader, fallback) : fallback,
  };
}

function readRegion(reader: InputReader): string {
  const text = reader.required('region');
  if (text === '') return '';
  const parse = matching(REGION, 'a region ID such as cn-hangzhou', (given) =>
    didYouMean(meantRegion(given)),
  );
  const region = reader.parsed('region', parse, '', text);
  const nearest = nearestKnownRegion(region.slice(0, MAX_REGION_LENGTH));
  if (nearest !== undefined) {
    reader.warn('region', `${region} is not a known region; did you mean ${nearest}?`);
  }
  return region;
}

/** Longer than any region's ID; the rest of a longer text is not compared. */
const MAX_REGION_LENGTH = 128;

/** The region in `CN_HANGZHOU`, `hangzhou` or `fcv3.cn-hangzhou.aliyuncs.com`. */
function meantRegion(text: string): string | undefined {
  const given = text.slice(0, MAX_REGION_LENGTH).toLowerCase();
  return (
    closest(given, KNOWN_REGIONS) ?? KNOWN_REGIONS.findLast((region) => given.includes(region))
  );
}

/** A version or an alias. */
export const parseQualifier: Parser<string> = matching(
  QUALIFIER,
  'a version or an alias: letters, digits, underscores and hyphens',
  (given) => didYouMean(closest(given, [LATEST])),
);

function readQualifier(reader: InputReader): string {
  const qualifier = reader.parsed('qualifier', parseQualifier, LATEST);
  if (qualifier !== LATEST && qualifier.toUpperCase() === LATEST) {
    reader.warn(
      'qualifier',
      `${qualifier} is not ${LATEST}, since qualifiers are case-sensitive; did you mean ${LATEST}?`,
    );
  }
  return qualifier;
}

function readEndpoint(reader: InputReader, fallback: Endpoint): Endpoint {
  const endpoint = reader.parsed('endpoint', parseEndpoint, fallback);
  if (reader.isGiven('role-to-assume') && isInTheClear(endpoint)) {
    reader.reject('endpoint', 'must be https with keyless credentials, but is plain http');
  } else {
    warnIfInTheClear(reader, 'endpoint', endpoint);
  }
  return endpoint;
}
