import { ServiceError } from '../api/service-error';
import { Alias, type AliasInput } from './alias';
import type { CodePackage } from './code-package';
import type { FunctionConfiguration } from './configuration';
import { type FunctionName, parseFunctionName } from './function-name';
import { type Stage, Update } from './update';

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
  aliases: Map<string, Alias>;
}

/** The deployed functions with their versions and aliases. */
export class Functions {
  readonly #byOwner = new Map<string, Versioned>();
  /** The last update of a function's LATEST, by function name. */
  readonly #updates = new Map<string, Update<FunctionVersion>>();
  /** How the next update of a function goes. */
  readonly #planned = new Map<string, readonly [Stage, ...Stage[]]>();

  /**
   * @param onGone called with every version that is replaced or deleted
   * @param clock the server's time
   * @param random 0 to 1: which version an alias with weights leads to
   */
  constructor(
    private readonly onGone: (version: FunctionVersion) => void,
    private readonly clock: () => Date,
    private readonly random: () => number,
  ) {}

  /** Of all functions, as FC 3.0 has them. */
  get names(): string[] {
    return [...this.#byOwner.values()].flatMap(({ latest }) => [...latest.keys()]).sort();
  }

  /** Says how the next update of a function's LATEST goes; without, it is in effect at once. */
  planUpdate(functionName: string, stages: readonly [Stage, ...Stage[]]): void {
    this.#planned.set(functionName, stages);
  }

  /** Lets GetFunction tell another state of LATEST; what is served stays as it is. */
  tellState(functionName: string, stage: Stage): void {
    this.#updates.set(functionName, new Update<FunctionVersion>([stage], this.clock(), undefined));
  }

  /** What GetFunction tells of a version's state; a published one is in effect. */
  stateOf({ functionName, versionId }: FunctionVersion): Stage {
    const update = versionId === 'LATEST' ? this.#updates.get(functionName) : undefined;
    return update?.stageAt(this.clock()) ?? { state: 'Active', lastUpdateStatus: 'Successful' };
  }

  /**
   * Creates a function or updates its LATEST; published versions stay as they are. As on FC, calls
   * are served by the old code until the update is in effect.
   */
  deploy(functionName: string, code: CodePackage, configuration: FunctionConfiguration): void {
    const next = { functionName, versionId: 'LATEST', code, configuration };
    this.#settle(functionName);
    const stages = this.#planned.get(functionName);
    this.#planned.delete(functionName);
    const exists = this.#latestOf(functionName) !== undefined;
    if (stages === undefined || !exists) this.#install(next);
    if (stages === undefined) this.#updates.delete(functionName);
    else
      this.#updates.set(functionName, new Update(stages, this.clock(), exists ? next : undefined));
  }

  #install(next: FunctionVersion): void {
    const { functionName } = next;
    const { owner } = parseFunctionName(functionName);
    const versioned = this.#byOwner.get(owner) ?? {
      latest: new Map(),
      versions: new Map(),
      aliases: new Map(),
    };
    const replaced = versioned.latest.get(functionName);
    if (replaced) this.onGone(replaced);
    versioned.latest.set(functionName, next);
    this.#byOwner.set(owner, versioned);
  }

  #latestOf(functionName: string): FunctionVersion | undefined {
    const { owner } = parseFunctionName(functionName);
    return this.#byOwner.get(owner)?.latest.get(functionName);
  }

  /** Puts an update into effect whose time has come. */
  #settle(functionName: string): void {
    const next = this.#updates.get(functionName)?.takeEffect(this.clock());
    if (next !== undefined) this.#install(next);
  }

  /** Deletes a function's LATEST; one of FC 3.0 is gone with all its versions. */
  delete(functionName: string): void {
    const name = parseFunctionName(functionName);
    const { latest, versions } = this.#owner(name);
    const gone = [latest.get(functionName)];
    latest.delete(functionName);
    this.#updates.delete(functionName);
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
    for (const name of [...latest.keys()]) this.#settle(name);
    const versionId = String(versions.size + 1);
    const frozen = [...latest].map(([name, state]) => [name, { ...state, versionId }] as const);
    versions.set(versionId, new Map(frozen));
    return versionId;
  }

  /**
   * Creates an alias, or changes one.
   *
   * @param owner the name of a 3.0 function, or `service$`
   * @throws ServiceError when what has it or a version does not exist
   */
  setAlias(owner: string, aliasName: string, input: AliasInput): Alias {
    const name = parseFunctionName(owner);
    const versioned = this.#owner(name);
    const before = versioned.aliases.get(aliasName);
    const alias = new Alias(aliasName, input, this.clock(), before);
    // An alias may point to LATEST too.
    for (const { versionId } of alias.targets) findVersion(name, versioned, versionId);
    versioned.aliases.set(aliasName, alias);
    return alias;
  }

  /** @throws ServiceError FunctionNotFound, ServiceNotFound or AliasNotFound */
  alias(owner: string, aliasName: string): Alias {
    const name = parseFunctionName(owner);
    const alias = this.#owner(name).aliases.get(aliasName);
    if (alias) return alias;
    throw aliasNotFound(name, aliasName);
  }

  hasAlias(owner: string, aliasName: string): boolean {
    return this.#owner(parseFunctionName(owner)).aliases.has(aliasName);
  }

  /**
   * What a qualifier stands for; of an alias with weights, its main version.
   *
   * @param qualifier a version ID, an alias, `LATEST`, or empty for `LATEST`
   * @throws ServiceError FunctionNotFound, VersionNotFound or AliasNotFound; ServiceNotFound
   */
  resolve(functionName: string, qualifier: string): FunctionVersion {
    this.#settle(functionName);
    const name = parseFunctionName(functionName);
    const found = findVersion(name, this.#owner(name), qualifier).get(functionName);
    if (found) return found;
    throw new ServiceError('FunctionNotFound', `function '${functionName}' does not exist`);
  }

  /** The version that serves a call: of an alias with weights, one of its versions by chance. */
  route(functionName: string, qualifier: string): FunctionVersion {
    const name = parseFunctionName(functionName);
    const alias = this.#owner(name).aliases.get(qualifier);
    return this.resolve(functionName, alias?.choose(this.random()) ?? qualifier);
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
  const versionId = aliases.get(qualifier)?.versionId ?? qualifier;
  if (versionId === '' || versionId === 'LATEST') return latest;
  const version = versions.get(versionId);
  if (version) return version;
  if (/^\d+$/.test(versionId)) {
    const owner = ownerText(name);
    throw new ServiceError('VersionNotFound', `version '${versionId}' of ${owner} does not exist`);
  }
  throw aliasNotFound(name, qualifier);
}

function aliasNotFound(name: FunctionName, aliasName: string): ServiceError {
  return new ServiceError(
    'AliasNotFound',
    `alias '${aliasName}' of ${ownerText(name)} does not exist`,
  );
}

function ownerText({ serviceName, owner }: FunctionName): string {
  return serviceName === undefined ? `function '${owner}'` : `service '${serviceName}'`;
}
