import leven from 'leven';

/** Where FC is reached: a scheme and a host, with a port if it is not the scheme's own. */
export interface Endpoint {
  readonly protocol: 'https' | 'http';
  /** As in the `Host` header, e.g. `fcv3.cn-hangzhou.aliyuncs.com` or `127.0.0.1:9000`. */
  readonly host: string;
}

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
  const known = [...FCV3_REGIONS, ...REGIONAL_HOST_REGIONS];
  if (known.includes(region)) return undefined;
  return known.reduce((best, name) => (leven(region, name) < leven(region, best) ? name : best));
}

/**
 * Reads an endpoint as a user writes it: a host or an http(s) URL without user info, path, query
 * or fragment. The syntax is matched before the URL parser sees it, since that one repairs what
 * should be refused (`a@b`, back slashes, tabs).
 *
 * @throws Error with one sentence that says what was expected
 */
export function parseEndpoint(text: string): Endpoint {
  const match = /^(?:(https?):\/\/)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/i.exec(text);
  const protocol = match?.[1]?.toLowerCase() === 'http' ? 'http' : 'https';
  const url = `${protocol}://${match?.[2]}${match?.[3] ?? ''}`;
  if (match === null || !URL.canParse(url)) {
    throw new Error(
      'must be a host or an http(s) URL without user, path, query or fragment, such as fcv3.cn-hangzhou.aliyuncs.com',
    );
  }
  return { protocol, host: new URL(url).host };
}

/** Scheme and host in one, e.g. `https://fcv3.cn-hangzhou.aliyuncs.com`. */
export function originOf(endpoint: Endpoint): string {
  return `${endpoint.protocol}://${endpoint.host}`;
}

/** Whether a host can only be on this machine (RFC 6761, 6.3; RFC 1122; RFC 4291). */
export function isLoopback(host: string): boolean {
  const { hostname } = new URL(`http://${host}`);
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
