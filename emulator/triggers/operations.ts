/** The operations that read triggers. */

import type { ApiVersion } from '../api/api-version';
import { page } from '../api/page';
import type { Functions } from '../functions/functions';
import type { Trigger, Triggers } from './triggers';

export class TriggerOperations {
  constructor(
    private readonly functions: Functions,
    private readonly triggers: Triggers,
  ) {}

  /** @throws ServiceError FunctionNotFound, ServiceNotFound or TriggerNotFound */
  get(api: ApiVersion, functionName: string, triggerName: string): object {
    this.functions.resolve(functionName, 'LATEST');
    return describe(api, this.triggers.find(functionName, triggerName));
  }

  /** @throws ServiceError FunctionNotFound or ServiceNotFound */
  list(api: ApiVersion, functionName: string, query: Readonly<Record<string, string>>): object {
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
  const urls = http && { urlInternet: http.urlInternet, urlIntranet: http.urlIntranet };
  return {
    triggerId,
    triggerName,
    triggerType,
    qualifier,
    description: '',
    createdTime: time,
    lastModifiedTime: time,
    triggerConfig: JSON.stringify(trigger.triggerConfig),
    ...(api === '3.0' ? { status: 'OK', ...(urls ? { httpTrigger: urls } : {}) } : urls),
  };
}
