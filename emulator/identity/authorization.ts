import type { ApiVersion } from '../api/api-version';
import { ServiceError } from '../api/service-error';
import type { Operation } from '../api/subject';
import { parseFunctionName } from '../functions/function-name';
import type { Site } from '../site';
import { type AccessKey, isAllowed } from './access-keys';

/** The requested operation and the function that it concerns. */
export interface Intention {
  api: ApiVersion;
  operation: Operation;
  functionName: string;
  /** As the caller gave it; may be empty. */
  qualifier: string;
  /** Of a trigger, a task or an alias; else empty. */
  resourceId: string;
}

/** @throws ServiceError AccessDenied, with action and resource, when the key's owner may not */
export function authorize(accessKey: AccessKey, intention: Intention, site: Site): void {
  const action = `fc:${intention.operation}`;
  const resource = `acs:fc:${site.region}:${site.accountId}:${resourceOf(intention)}`;
  if (isAllowed(accessKey, action, resource)) return;
  throw new ServiceError(
    'AccessDenied',
    `the caller is not authorized to perform '${action}' on resource '${resource}'`,
  );
}

/**
 * The last part of the resource's name in RAM (Alibaba Cloud's page of RAM authorization for each
 * API version). On 3.0 a version or alias is a resource of its own, which is why FC's documentation
 * grants `functions/{function}` and `functions/{function}/*`.
 */
function resourceOf({ api, operation, functionName, qualifier, resourceId }: Intention): string {
  if (api !== '2023-03-30') {
    const { serviceName, shortName } = parseFunctionName(functionName);
    return `services/${serviceName}.${qualifier || 'LATEST'}/functions/${shortName}`;
  }
  const name = `functions/${functionName}`;
  switch (operation) {
    case 'GetFunction':
    case 'UpdateFunction':
      return name;
    case 'CreateAlias':
    case 'GetAlias':
    case 'UpdateAlias':
      return `${name}/aliases/${resourceId || '*'}`;
    case 'PublishFunctionVersion':
      return `${name}/versions/*`;
    case 'GetTrigger':
    case 'ListTriggers':
      return `${name}/triggers/${resourceId || '*'}`;
    case 'GetAsyncTask':
    case 'ListAsyncTasks':
    case 'StopAsyncTask':
      return `${name}/async-tasks/${resourceId || '*'}`;
    default:
      return qualifier === '' || qualifier === 'LATEST' ? name : `${name}/${qualifier}`;
  }
}
