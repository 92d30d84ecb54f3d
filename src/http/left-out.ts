/**
 * What stands in the bundle for the network clients that the toolkit and the SDK bring along: their
 * packages are mapped to this file by `paths` in tsconfig.json. This action never runs them; see
 * docs/decisions/0006-one-network-client.md. Whoever calls one after all gets a clear error.
 */

function leftOut(): never {
  throw new Error(
    'A network client was called that is left out of this bundle; take its package out of `paths` in tsconfig.json and build again',
  );
}

/** `@alicloud/credentials`, `http-proxy-agent`, `https-proxy-agent`, `ws`. */
export default class LeftOut {
  constructor() {
    leftOut();
  }
}

/** `socks-proxy-agent`. */
export { LeftOut as SocksProxyAgent };

/** `undici`. The toolkit makes one behind a proxy, for an API client that nobody uses. */
export class ProxyAgent {}

/** `undici`, `httpx`. */
export { leftOut as fetch, leftOut as request };

/** `@octokit/core`. The toolkit derives a class from it when it is loaded. */
export class Octokit extends LeftOut {
  static plugin(): typeof Octokit {
    return Octokit;
  }

  static defaults(): typeof Octokit {
    return Octokit;
  }
}

/** `@octokit/plugin-rest-endpoint-methods`, `@octokit/plugin-paginate-rest`. */
export { leftOut as paginateRest, leftOut as restEndpointMethods };
