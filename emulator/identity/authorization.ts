import type { ApiVersion } from '../api/api-version';
import { ServiceError } from '../api/service-error';
import { parseFunctionName } from '../functions/function-name';
import type { Site } from '../site';
import { type AccessKey, isAllowed } from './access-keys';

/** What somebody wants to do, e.g. `fc:InvokeFunction`, to which function. */
export interface Intention {
  api: ApiVersion;
  action: string;
  functionName: string;
  /** As the caller gave it; may be empty. */
  qualifier: string;
}

/** @throws ServiceError AccessDenied, with action and resource, when the key's owner may not */
export function authorize(accessKey: AccessKey, intention: Intention, site: Site): void {
  const { action } = intention;
  const resource = `acs:fc:${site.region}:${site.accountId}:${resourceOf(intention)}`;
  if (isAllowed(accessKey, action, resource)) return;
  throw new ServiceError(
    'AccessDenied',
    `the caller is not authorized to perform '${action}' on resource '${resource}'`,
  );
}

/**
 * The last part of the resource's name in RAM. A version or alias is a resource of its own, which
 * is why FC's documentation grants `functions/{function}` and `functions/{function}/*`.
 */
function resourceOf({ api, functionName, qualifier }: Intention): string {
  if (api === '3.0') {
    const isLatest = qualifier === '' || qualifier === 'LATEST';
    return isLatest ? `functions/${functionName}` : `functions/${functionName}/${qualifier}`;
  }
  const { serviceName, shortName } = parseFunctionName(functionName);
  return `services/${serviceName}.${qualifier || 'LATEST'}/functions/${shortName}`;
}
