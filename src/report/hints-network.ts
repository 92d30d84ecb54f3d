import type { Failure } from '../failure';
import { nearestKnownRegion } from '../function-compute/regions';
import type { HintContext } from './hint-context';

/** How Node.js names a host name that DNS does not know. */
const UNKNOWN_HOST = /\b(?:ENOTFOUND|EAI_NONAME)\b/;

/** What to look at when a server cannot be reached or went away; the failure names it. */
export function networkHint({ summary }: Failure, context: HintContext): string {
  const { endpointHost, region, keyless } = context;
  const hosts = [endpointHost, keyless?.stsEndpoint.host];
  const host = hosts.find((each) => each !== undefined && summary.includes(each));
  if (UNKNOWN_HOST.test(summary)) {
    const nearest = nearestKnownRegion(region);
    if (host === endpointHost && host.includes(region) && nearest !== undefined) {
      return `The region ${region} is unknown and has no host: did you mean ${nearest}?`;
    }
    const what = host === undefined ? 'The host name' : `The host name ${host}`;
    return `${what} is unknown: check region, endpoint and http-trigger, and the DNS of the runner; a VPC endpoint resolves only inside its VPC.`;
  }
  return `Check that the runner can reach ${host ?? 'the host'}: HTTPS_PROXY and NO_PROXY, a firewall, or an endpoint inside a VPC, which only a runner in that VPC can reach.`;
}

/** What `timeout` cut short leads to different advice. */
export function timeoutHint(context: HintContext): string {
  const { functionName, invocationType, wait, wasSent, endpointHost } = context;
  if (!wasSent) {
    return `Nothing was sent within timeout: check that the runner can reach ${endpointHost} (proxy, firewall, VPC), or raise timeout if retries took the time.`;
  }
  if (wait) {
    return `The task is not stopped by timeout: raise timeout to wait longer for ${functionName}, or look the task up by its ID.`;
  }
  if (invocationType === 'async') {
    return 'FC accepts an asynchronous invocation within seconds: check the connection between runner and endpoint.';
  }
  return `Raise timeout if ${functionName} needs longer, or use invocation-type async with wait.`;
}
