/**
 * What stands in the bundle for the network clients that the toolkit brings along: their packages
 * are mapped to this file by `paths` in tsconfig.json. This action never runs them; see
 * docs/decisions/0006-one-network-client.md. Whoever calls one after all gets a clear error.
 */

/** Fails, called as a function and with `new`. */
function LeftOut(): never {
  throw new Error(
    'A network client was called that is left out of this bundle; take its package out of `paths` in tsconfig.json and build again',
  );
}

export {
  /** `undici`. */
  LeftOut as fetch,
  /** `@octokit/plugin-paginate-rest`. */
  LeftOut as paginateRest,
  /** `@octokit/plugin-rest-endpoint-methods`. */
  LeftOut as restEndpointMethods,
};

/** `undici`. The toolkit makes one when it is loaded behind a proxy, for a client nobody uses. */
export class ProxyAgent {
  readonly dispatch = LeftOut;
}

/** `@octokit/core`. The toolkit derives a class from it when it is loaded. */
export class Octokit {
  static readonly plugin = () => Octokit;
  static readonly defaults = () => Octokit;

  constructor() {
    LeftOut();
  }
}
