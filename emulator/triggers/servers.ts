import { parseFunctionName } from '../functions/function-name';
import type { Journal } from '../journal';
import type { FaultQueue } from '../wire/faults';
import { HttpFront, type Listening } from '../wire/http-front';
import { type EntranceParts, HttpTriggerEntrance } from './entrance';
import type { HttpTrigger, HttpTriggerOptions } from './triggers';

/** All methods that FC offers for an HTTP trigger. */
const ALL_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

export interface ServerOptions {
  host: string;
  tls: { key: string; cert: string } | undefined;
}

/**
 * Makes the URLs of HTTP triggers. On FC each trigger has host names of its own, a public and an
 * internal one; here each has a port of its own, so that the URLs look alike from the path on.
 */
export class HttpTriggerServers {
  readonly #open: Listening[] = [];

  constructor(
    private readonly parts: EntranceParts,
    private readonly journal: Journal,
    private readonly faults: FaultQueue,
    private readonly options: ServerOptions,
  ) {}

  /** @throws Error when no port can be had */
  async open(functionName: string, options: HttpTriggerOptions): Promise<HttpTrigger> {
    const { authType, authorizations = [], methods = ALL_METHODS } = options;
    const { disableURLInternet = false } = options;
    const qualifier = options.qualifier ?? 'LATEST';
    const basePath = basePathOf(functionName, qualifier);
    const listen = (isPublic: boolean) =>
      this.#listen(
        new HttpTriggerEntrance(this.parts, {
          functionName,
          qualifier,
          authType,
          authorizations,
          methods,
          isPublic,
          isDisabled: isPublic && disableURLInternet,
          basePath,
        }),
      );
    const path = basePath === '' ? '' : `${basePath}/`;
    return {
      authType,
      methods,
      disableURLInternet,
      told: options.told ?? {},
      urlInternet: (await listen(true)) + path,
      urlIntranet: (await listen(false)) + path,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((listening) => listening.close()));
  }

  async #listen(entrance: HttpTriggerEntrance): Promise<string> {
    const { host, tls } = this.options;
    const front = new HttpFront(entrance, this.journal, this.faults, this.parts.site.clock);
    const listening = await front.listen(0, host, tls);
    this.#open.push(listening);
    return listening.endpoint;
  }
}

/** On 2.0 the path names what is called: `/2016-08-15/proxy/{service}.{qualifier}/{function}`. */
function basePathOf(functionName: string, qualifier: string): string {
  const { serviceName, shortName } = parseFunctionName(functionName);
  if (serviceName === undefined) return '';
  const service = qualifier === 'LATEST' ? serviceName : `${serviceName}.${qualifier}`;
  return `/2016-08-15/proxy/${service}/${shortName}`;
}
