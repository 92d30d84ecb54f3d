import type { Site } from '../site';
import type { Functions } from './functions';

/** The operations that read functions. */
export class FunctionOperations {
  constructor(
    private readonly site: Site,
    private readonly functions: Functions,
  ) {}

  /**
   * The model Function of the official SDK, as far as the emulator knows a function. A deployment
   * is in effect as soon as it is made.
   *
   * @throws ServiceError FunctionNotFound, VersionNotFound or AliasNotFound
   */
  get(functionName: string, qualifier: string): object {
    const { code, configuration } = this.functions.resolve(functionName, qualifier);
    const { asyncInvokeConfig: _, customRuntimeConfig, ...rest } = configuration;
    const { handler, initializer, initializationTimeout, ...plain } = rest;
    const { region, accountId } = this.site;
    return {
      ...plain,
      functionName,
      functionArn: `acs:fc:${region}:${accountId}:functions/${functionName}`,
      runtime: customRuntimeConfig ? 'custom.debian12' : 'nodejs20',
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
      state: 'Active',
      lastUpdateStatus: 'Successful',
    };
  }
}
