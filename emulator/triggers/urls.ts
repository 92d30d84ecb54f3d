import { randomInt } from 'node:crypto';
import { parseFunctionName } from '../functions/function-name';
import { type EntranceParts, HttpTriggerEntrance } from './entrance';
import type { HttpTrigger, HttpTriggerOptions } from './triggers';

/** All methods that FC offers for an HTTP trigger. */
const ALL_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

/**
 * The URLs of HTTP triggers, a public and an internal one each. On FC their hosts are
 * `{name}.{region}[-vpc].fcapp.run` on 3.0, and on 2.0 the endpoint or its internal host, with a path
 * that names what is called. Here all are under the emulator's one origin: loopback has no other
 * hosts, and a client that is careful with its credentials signs only for FC's hosts and the endpoint.
 * In place of a host other than the endpoint stands a first segment of the path. Functions do not see
 * it; a signature is over the path as requested, with it.
 */
export class HttpTriggerUrls {
  /** By what their paths begin with. */
  readonly #entrances = new Map<string, HttpTriggerEntrance>();

  constructor(private readonly parts: EntranceParts) {}

  /** @param endpoint the emulator's origin */
  open(endpoint: string, functionName: string, options: HttpTriggerOptions): HttpTrigger {
    const { authType, authorizations = [], methods = ALL_METHODS } = options;
    const { disableURLInternet = false, told = {}, qualifier = 'LATEST' } = options;
    const urlAt = (basePath: string, isPublic: boolean) => {
      const isDisabled = isPublic && disableURLInternet;
      const admission = { functionName, qualifier, authType, authorizations, methods, isDisabled };
      const entrance = new HttpTriggerEntrance(this.parts, { ...admission, isPublic, basePath });
      this.#entrances.set(basePath, entrance);
      return `${endpoint}${basePath}/`;
    };
    const { internet, intranet } = this.#pathsOf(functionName, qualifier);
    const urlInternet = urlAt(internet, true);
    const urlIntranet = urlAt(intranet, false);
    return { authType, methods, disableURLInternet, told, urlInternet, urlIntranet };
  }

  /** What responds at a path, if that is a trigger's. */
  find(path: string): HttpTriggerEntrance | undefined {
    for (const [basePath, entrance] of this.#entrances) {
      if (path === basePath || path.startsWith(`${basePath}/`)) return entrance;
    }
    return undefined;
  }

  #pathsOf(functionName: string, qualifier: string): { internet: string; intranet: string } {
    const { serviceName, shortName } = parseFunctionName(functionName);
    const { region, accountId } = this.parts.site;
    if (serviceName === undefined) {
      const name = `${shortName.toLowerCase().replaceAll('_', '-')}-${randomLetters(10)}`;
      return {
        internet: `/${name}.${region}.fcapp.run`,
        intranet: `/${name}.${region}-vpc.fcapp.run`,
      };
    }
    const service = qualifier === 'LATEST' ? serviceName : `${serviceName}.${qualifier}`;
    const path = `/2016-08-15/proxy/${service}/${shortName}`;
    return {
      internet: path,
      intranet: `/${accountId}.${region}-internal.fc.aliyuncs.com${path}`,
    };
  }
}

function randomLetters(count: number): string {
  const letter = () => String.fromCharCode('a'.charCodeAt(0) + randomInt(26));
  return Array.from({ length: count }, letter).join('');
}
