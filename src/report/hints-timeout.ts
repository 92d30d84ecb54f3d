import type { HintContext } from './hint-context';

/** What `timeout` cut short leads to different advice. */
export function timeoutHint(context: HintContext): string {
  const { functionName, invocationType, wait, wasSent, endpointHost } = context;
  if (!wasSent) {
    return `Nothing was sent within timeout: check that the runner reaches ${endpointHost} (proxy, firewall, VPC), or raise timeout if retries took the time.`;
  }
  if (wait) {
    return `The task is not stopped by timeout: raise timeout to wait longer for ${functionName}, or look the task up by its ID.`;
  }
  if (invocationType === 'async') {
    return 'FC accepts an asynchronous invocation within seconds: check the connection between runner and endpoint.';
  }
  return `Raise timeout if ${functionName} needs longer, or use invocation-type async with wait.`;
}
