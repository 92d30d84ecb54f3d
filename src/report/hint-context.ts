import type { FunctionResource } from './ram-policy';

/** What a hint can name: what the inputs say, and how far the invocation came. */
export interface HintContext extends Omit<FunctionResource, 'roleArn'> {
  readonly endpointHost: string;
  readonly invocationType: 'sync' | 'async';
  readonly wait: boolean;
  /** As given; empty when it was not. */
  readonly asyncTaskId: string;
  readonly keyless:
    | {
        readonly roleArn: string;
        readonly oidcProviderArn: string;
        readonly audience: string;
        readonly stsEndpoint: { readonly host: string };
      }
    | undefined;
  /** The HTTP trigger to be called; `undefined` when InvokeFunction is used. */
  readonly trigger:
    | {
        /** Called by its URL, without a signature. */
        readonly isUrl: boolean;
        /** Known when the trigger was looked up. */
        readonly authType: string | undefined;
      }
    | undefined;
  /** Whether the request that runs the function was, or may have been, delivered. */
  readonly wasSent: boolean;
  readonly statusCode: number | undefined;
  /** The payload, if it is not long. */
  readonly event: string | undefined;
}
