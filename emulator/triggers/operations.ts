/** The operations that read triggers. */

import type { ApiVersion } from '../api/api-version';
import { page } from '../api/page';
import type { Call } from '../api/route-table';
import type { Functions } from '../functions/functions';
import type { Trigger, Triggers } from './triggers';

export class TriggerOperations {
  constructor(
    private readonly functions: Functions,
    private readonly triggers: Triggers,
  ) {}

  /** @throws ServiceError FunctionNotFound, ServiceNotFound or TriggerNotFound */
  get(api: ApiVersion, { functionName, resourceId: triggerName }: Call): object {
    this.functions.resolve(functionName, 'LATEST');
    return describe(api, this.triggers.find(functionName, triggerName));
  }

  /** @throws ServiceError FunctionNotFound or ServiceNotFound */
  list(api: ApiVersion, { functionName, request: { query } }: Call): object {
    this.functions.resolve(functionName, 'LATEST');
    const { prefix = '' } = query;
    const named = this.triggers
      .of(functionName)
      .filter(({ triggerName }) => triggerName.startsWith(prefix));
    const { items, nextToken } = page(named, query);
    const triggers = items.map((trigger) => describe(api, trigger));
    return nextToken === undefined ? { triggers } : { triggers, nextToken };
  }
}

/** The model Trigger of the official SDKs: on 2.0 the URLs stand beside the name. */
function describe(api: ApiVersion, trigger: Trigger): object {
  const { triggerId, triggerName, triggerType, qualifier, createdTime, http } = trigger;
  const time = createdTime.toISOString().replace(/\.\d+Z$/, 'Z');
  // JSON leaves out what is undefined.
  const urls = http && {
    urlInternet: told(http.told.urlInternet, http.urlInternet),
    urlIntranet: told(http.told.urlIntranet, http.urlIntranet),
  };
  return {
    triggerId,
    triggerName,
    triggerType,
    qualifier,
    description: '',
    createdTime: time,
    lastModifiedTime: time,
    triggerConfig: http?.told.triggerConfig ?? JSON.stringify(trigger.triggerConfig),
    ...(api === '2023-03-30' ? { status: 'OK', ...(urls ? { httpTrigger: urls } : {}) } : urls),
  };
}

function told(instead: string | null | undefined, truth: string): string | undefined {
  return instead === null ? undefined : (instead ?? truth);
}
