import { ServiceError } from '../api/service-error';
import type { CodePackage } from './code-package';
import type { FunctionConfiguration } from './configuration';
import { type FunctionName, parseFunctionName } from './function-name';

/** One state of a function that can be invoked: code and configuration. */
export interface FunctionVersion {
  /** As FC 3.0 has it; `service$function` of an FC 2.0 function. */
  functionName: string;
  /** `LATEST`, or the number of a published version as a string; on 2.0 a version of the service. */
  versionId: string;
  code: CodePackage;
  configuration: FunctionConfiguration;
}

/**
 * What has versions and aliases: a function of FC 3.0, or on 2.0 a service, whose versions hold
 * all of its functions.
 */
interface Versioned {
  /** By function name. */
  latest: Map<string, FunctionVersion>;
  versions: Map<string, ReadonlyMap<string, FunctionVersion>>;
  /** Alias → version ID. */
  aliases: Map<string, string>;
}

/** The deployed functions with their versions and aliases. */
export class Functions {
  readonly #byOwner = new Map<string, Versioned>();

  /** @param onGone called with every version that is replaced or deleted */
  constructor(private readonly onGone: (version: FunctionVersion) => void) {}

  /** Creates a function or updates its LATEST; published versions stay as they are. */
  deploy(functionName: string, code: CodePackage, configuration: FunctionConfiguration): void {
    const { owner } = parseFunctionName(functionName);
    const versioned = this.#byOwner.get(owner) ?? {
      latest: new Map(),
      versions: new Map(),
      aliases: new Map(),
    };
    const replaced = versioned.latest.get(functionName);
    if (replaced) this.onGone(replaced);
    versioned.latest.set(functionName, { functionName, versionId: 'LATEST', code, configuration });
    this.#byOwner.set(owner, versioned);
  }

  /** Deletes a function's LATEST; one of FC 3.0 is gone with all its versions. */
  delete(functionName: string): void {
    const name = parseFunctionName(functionName);
    const { latest, versions } = this.#owner(name);
    const gone = [latest.get(functionName)];
    latest.delete(functionName);
    if (name.serviceName === undefined) {
      this.#byOwner.delete(name.owner);
      gone.push(...[...versions.values()].map((version) => version.get(functionName)));
    }
    for (const version of gone) if (version) this.onGone(version);
  }

  /**
   * @param owner the name of a 3.0 function, or `service$`
   * @returns the new version's ID, counted from 1
   */
  publishVersion(owner: string): string {
    const { latest, versions } = this.#owner(parseFunctionName(owner));
    const versionId = String(versions.size + 1);
    const frozen = [...latest].map(([name, state]) => [name, { ...state, versionId }] as const);
    versions.set(versionId, new Map(frozen));
    return versionId;
  }

  /** @param owner the name of a 3.0 function, or `service$` */
  createAlias(owner: string, aliasName: string, versionId: string): void {
    const name = parseFunctionName(owner);
    const versioned = this.#owner(name);
    // An alias may point to LATEST too.
    findVersion(name, versioned, versionId);
    versioned.aliases.set(aliasName, versionId);
  }

  /**
   * What a qualifier stands for.
   *
   * @param qualifier a version ID, an alias, `LATEST`, or empty for `LATEST`
   * @throws ServiceError FunctionNotFound, VersionNotFound or AliasNotFound; ServiceNotFound
   */
  resolve(functionName: string, qualifier: string): FunctionVersion {
    const name = parseFunctionName(functionName);
    const found = findVersion(name, this.#owner(name), qualifier).get(functionName);
    if (found) return found;
    throw new ServiceError('FunctionNotFound', `function '${functionName}' does not exist`);
  }

  #owner(name: FunctionName): Versioned {
    const versioned = this.#byOwner.get(name.owner);
    if (versioned) return versioned;
    if (name.serviceName !== undefined) {
      throw new ServiceError('ServiceNotFound', `service '${name.serviceName}' does not exist`);
    }
    throw new ServiceError('FunctionNotFound', `function '${name.owner}' does not exist`);
  }
}

function findVersion(
  name: FunctionName,
  { latest, versions, aliases }: Versioned,
  qualifier: string,
): ReadonlyMap<string, FunctionVersion> {
  const versionId = aliases.get(qualifier) ?? qualifier;
  if (versionId === '' || versionId === 'LATEST') return latest;
  const version = versions.get(versionId);
  if (version) return version;
  const owner =
    name.serviceName === undefined ? `function '${name.owner}'` : `service '${name.serviceName}'`;
  if (/^\d+$/.test(versionId)) {
    throw new ServiceError('VersionNotFound', `version '${versionId}' of ${owner} does not exist`);
  }
  throw new ServiceError('AliasNotFound', `alias '${qualifier}' of ${owner} does not exist`);
}
