import { parseFunctionName } from '../functions/function-name';
import type { Site } from '../site';
import type { InvocationInput } from './invocation-input';
import type { Run } from './run';

/**
 * The HTTP request that a web function's server gets, with the common headers of FC's custom
 * runtimes (documentation, "custom runtime specification"). An event arrives as `POST /invoke`.
 */
export function asWebRequest(run: Run, site: Site): InvocationInput {
  const { input, version, requestId, qualifier } = run;
  const { configuration, functionName, versionId } = version;
  const { serviceName, shortName } = parseFunctionName(functionName);
  const common: Record<string, string> = {
    'x-fc-request-id': requestId,
    'x-fc-function-name': shortName,
    'x-fc-function-handler': configuration.handler,
    'x-fc-function-memory': String(configuration.memorySize),
    'x-fc-function-timeout': String(configuration.timeout),
    'x-fc-qualifier': qualifier,
    'x-fc-version-id': versionId,
    'x-fc-region': site.region,
    'x-fc-account-id': site.accountId,
    ...(serviceName === undefined ? {} : { 'x-fc-service-name': serviceName }),
  };
  if (input.type === 'http') {
    const headers = { ...input.head.headers, ...common, 'x-fc-control-path': '/http-invoke' };
    return { ...input, head: { ...input.head, headers } };
  }
  return {
    type: 'http',
    head: {
      method: 'POST',
      target: '/invoke',
      headers: {
        ...common,
        'x-fc-control-path': '/invoke',
        'content-type': 'application/octet-stream',
      },
      clientIp: '',
    },
    body: input.payload,
  };
}
