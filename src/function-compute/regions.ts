import leven from 'leven';
import type { Endpoint } from '../http/endpoint';

/** Regions with an `fcv3` host (API metadata of FC 3.0). */
const FCV3_REGIONS = [
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-wulanchabu',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-chengdu',
  'cn-hongkong',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-7',
  'ap-south-1',
  'us-east-1',
  'us-west-1',
  'eu-west-1',
  'eu-central-1',
];

/** Regions that are served by `{region}.fc.aliyuncs.com` only (API metadata of FC 3.0). */
const REGIONAL_HOST_REGIONS = [
  'me-central-1',
  'cn-hangzhou-finance',
  'cn-shanghai-finance-1',
  'cn-heyuan-acdr-1',
];

/** Every region that FC's API metadata names. */
export const KNOWN_REGIONS: readonly string[] = [...FCV3_REGIONS, ...REGIONAL_HOST_REGIONS];

/**
 * The endpoint that FC documents for a region: with an account ID the account's own, else the one
 * of the API version, which is 2.0 when a service is given. Empty strings are not given.
 */
export function defaultEndpoint(target: {
  region: string;
  accountId: string;
  serviceName: string;
}): Endpoint {
  return { protocol: 'https', host: defaultHost(target) };
}

function defaultHost({ region, accountId, serviceName }: Parameters<typeof defaultEndpoint>[0]) {
  if (accountId !== '') return `${accountId}.${region}.fc.aliyuncs.com`;
  if (serviceName !== '') return `fc.${region}.aliyuncs.com`;
  return REGIONAL_HOST_REGIONS.includes(region)
    ? `${region}.fc.aliyuncs.com`
    : `fcv3.${region}.aliyuncs.com`;
}

/** The known region whose name is nearest to one that is not known; `undefined` for a known one. */
export function nearestKnownRegion(region: string): string | undefined {
  if (KNOWN_REGIONS.includes(region)) return undefined;
  return KNOWN_REGIONS.reduce((best, name) =>
    leven(region, name) < leven(region, best) ? name : best,
  );
}
