import type { Endpoint } from '../http/endpoint';
import { type CallSettings, callForJson, unreadable } from './call';
import type { sdkOperations } from './sdk/index.js';

/** Performs one of the SDK's operations, signed and sent as {@link callForJson} does. */
export type SdkCaller = <T>(
  settings: CallSettings,
  operation: (sdk: ReturnType<typeof sdkOperations>) => Promise<T>,
) => Promise<T>;

/**
 * Loads the official SDK, for operations of FC 3.0, API version 2023-03-30. What it returns throws
 * as {@link callForJson} does, also when a response is not what the SDK's models describe.
 */
export async function loadSdk(endpoint: Endpoint): Promise<SdkCaller> {
  const { sdkOperations } = await import(/* webpackIgnore: true */ './sdk/index.js');
  return async (settings, operation) => {
    let hasResponse = false;
    const sdk = sdkOperations(async (described) => {
      // Of these operations, only StopAsyncTask changes anything.
      const method = described.method === 'PUT' ? 'PUT' : 'GET';
      const call = { ...described, version: '2023-03-30', method } as const;
      const response = await callForJson(endpoint, call, settings);
      hasResponse = true;
      return response;
    });
    try {
      return await operation(sdk);
    } catch (error) {
      // The SDK's models refuse JSON of another shape.
      throw hasResponse ? unreadable(error) : error;
    }
  };
}
