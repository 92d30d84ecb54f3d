import type { Call } from '../api/route-table';
import { ServiceError } from '../api/service-error';
import type { Site } from '../site';
import type { Alias, AliasInput } from './alias';
import type { CodePackage, CodeStore } from './code-package';
import { readConfiguration } from './configuration';
import type { Functions, FunctionVersion } from './functions';
import { unzip } from './zip';

/** The operations on functions, their versions and aliases, of FC 3.0. */
export class FunctionOperations {
  constructor(
    private readonly site: Site,
    private readonly functions: Functions,
    private readonly codeStore: CodeStore,
  ) {}

  /** @throws ServiceError FunctionNotFound, VersionNotFound or AliasNotFound */
  get({ functionName, qualifier }: Pick<Call, 'functionName' | 'qualifier'>): object {
    return this.#describe(this.functions.resolve(functionName, qualifier));
  }

  /**
   * Changes LATEST. Code comes in the request; the emulator has no OSS.
   *
   * @throws ServiceError FunctionNotFound or InvalidArgument
   */
  async update({ functionName, request }: Call): Promise<object> {
    const { code, configuration } = this.functions.resolve(functionName, 'LATEST');
    const { code: location, ...given } = bodyOf(request.payload.content);
    const next = location === undefined ? code : await this.#codeAt(location);
    try {
      const merged = await readConfiguration(next.folder, { ...configuration, ...given });
      this.functions.deploy(functionName, next, merged);
    } catch (error) {
      throw new ServiceError('InvalidArgument', error instanceof Error ? error.message : '');
    }
    return this.get({ functionName, qualifier: 'LATEST' });
  }

  /** Freezes what LATEST serves. */
  publishVersion({ functionName, request }: Call): object {
    const { description } = bodyOf(request.payload.content);
    const versionId = this.functions.publishVersion(functionName);
    const time = fcTime(this.site.clock());
    return {
      versionId,
      description: description ?? '',
      createdTime: time,
      lastModifiedTime: time,
    };
  }

  /** @throws ServiceError AliasNotFound */
  getAlias({ functionName, resourceId }: Call): object {
    return describeAlias(this.functions.alias(functionName, resourceId));
  }

  /** @throws ServiceError AliasAlreadyExists, VersionNotFound or InvalidArgument */
  createAlias({ functionName, request }: Call): object {
    const { aliasName, ...input } = bodyOf(request.payload.content);
    if (typeof aliasName !== 'string' || !/^[A-Za-z_][\w-]{0,127}$/.test(aliasName)) {
      throw new ServiceError('InvalidArgument', 'aliasName is not a valid name');
    }
    if (this.functions.hasAlias(functionName, aliasName)) {
      throw new ServiceError('AliasAlreadyExists', `alias '${aliasName}' already exists`);
    }
    return describeAlias(this.functions.setAlias(functionName, aliasName, aliasInput(input)));
  }

  /** @throws ServiceError AliasNotFound, VersionNotFound or InvalidArgument */
  updateAlias({ functionName, resourceId, request }: Call): object {
    const { aliasName } = this.functions.alias(functionName, resourceId);
    const input = aliasInput(bodyOf(request.payload.content));
    return describeAlias(this.functions.setAlias(functionName, aliasName, input));
  }

  async #codeAt(location: unknown): Promise<CodePackage> {
    const zipFile =
      typeof location === 'object' && location !== null && 'zipFile' in location
        ? location.zipFile
        : undefined;
    if (typeof zipFile !== 'string') {
      throw new ServiceError('InvalidArgument', 'the emulator takes code as zipFile only');
    }
    return this.codeStore.add(unzip(Buffer.from(zipFile, 'base64')));
  }

  /** The model Function of the official SDK, as far as the emulator knows a function. */
  #describe(version: FunctionVersion): object {
    const { functionName, code, configuration } = version;
    const { asyncInvokeConfig: _, customRuntimeConfig, runtime, ...rest } = configuration;
    const { handler, initializer, initializationTimeout, ...plain } = rest;
    const { region, accountId } = this.site;
    const { seconds: __, ...state } = this.functions.stateOf(version);
    return {
      ...plain,
      functionName,
      functionArn: `acs:fc:${region}:${accountId}:functions/${functionName}`,
      runtime: runtime ?? (customRuntimeConfig ? 'custom.debian12' : 'nodejs20'),
      handler,
      codeChecksum: code.checksum,
      ...(customRuntimeConfig ? { customRuntimeConfig } : {}),
      ...(initializer === undefined
        ? {}
        : {
            instanceLifecycleConfig: {
              initializer: { handler: initializer, timeout: initializationTimeout },
            },
          }),
      ...state,
    };
  }
}

function describeAlias({ createdTime, lastModifiedTime, ...alias }: Alias): object {
  return {
    ...alias,
    createdTime: fcTime(createdTime),
    lastModifiedTime: fcTime(lastModifiedTime),
  };
}

/** @throws ServiceError InvalidArgument */
function aliasInput({
  versionId,
  description,
  additionalVersionWeight: weights,
}: Record<string, unknown>): AliasInput {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  if (!isText(versionId) || !isText(description) || !(weights === undefined || isWeights(weights)))
    throw new ServiceError('InvalidArgument', 'the alias is not as UpdateAliasInput describes it');
  return { versionId, description, additionalVersionWeight: weights };
}

function isWeights(value: unknown): value is Record<string, number> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((weight) => typeof weight === 'number');
}

/** @throws ServiceError InvalidArgument */
function bodyOf(content: Buffer | undefined): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(content?.toString() || '{}');
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // As what is JSON, but not an object.
  }
  throw new ServiceError('InvalidArgument', 'the body must be a JSON object');
}

function fcTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
