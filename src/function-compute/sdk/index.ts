/**
 * The official SDK for what is read of FC 3.0 (async tasks, functions, aliases), in a bundle of its
 * own (`dist/sdk`) that is loaded only then: it takes longer to load than an invocation takes in all.
 * Nothing else imports the SDK's packages, and this file imports nothing of the action: requests are
 * signed and sent by the caller.
 */
import FC, {
  GetAsyncTaskRequest,
  GetFunctionRequest,
  StopAsyncTaskRequest,
} from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

/** An operation as the SDK describes it, before anything of a signature exists. */
export interface SdkOperation {
  readonly action: string;
  readonly method: string;
  /** Encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs and sends an operation, and parses the JSON of its response. */
export type SdkTransport = (operation: SdkOperation) => Promise<unknown>;

/**
 * The SDK's client with another transport. All operations go through `callApi` before any header of
 * the signature exists; the original completes, signs and sends there in one go, over an HTTP layer
 * that knows no proxy and drops the headers of an error (docs/decisions/0001). So it needs no
 * endpoint and no credentials.
 */
class Client extends FC {
  readonly #transport: SdkTransport;

  constructor(transport: SdkTransport) {
    super(new $OpenApiUtil.Config({}));
    this.#transport = transport;
  }

  override async callApi(
    { action, method, pathname }: $OpenApiUtil.Params,
    { query, headers }: $OpenApiUtil.OpenApiRequest,
  ): Promise<Record<string, unknown>> {
    const operation = {
      action,
      method,
      path: pathname,
      query: query ?? {},
      headers: headers ?? {},
    };
    return { body: await this.#transport(operation) };
  }
}

/** The operations that this action uses, by FC's names. Bodies are as FC sent them. */
export function sdkOperations(transport: SdkTransport) {
  const client = new Client(transport);
  const runtime = new RuntimeOptions({});
  return {
    async getFunction(functionName: string, qualifier: string): Promise<unknown> {
      const request = new GetFunctionRequest({ qualifier });
      return (await client.getFunctionWithOptions(functionName, request, {}, runtime)).body;
    },
    async getAlias(functionName: string, aliasName: string): Promise<unknown> {
      return (await client.getAliasWithOptions(functionName, aliasName, {}, runtime)).body;
    },
    async getAsyncTask(functionName: string, taskId: string, qualifier: string): Promise<unknown> {
      const request = new GetAsyncTaskRequest({ qualifier });
      return (await client.getAsyncTaskWithOptions(functionName, taskId, request, {}, runtime))
        .body;
    },
    async stopAsyncTask(functionName: string, taskId: string, qualifier: string): Promise<void> {
      const request = new StopAsyncTaskRequest({ qualifier });
      await client.stopAsyncTaskWithOptions(functionName, taskId, request, {}, runtime);
    },
  };
}
