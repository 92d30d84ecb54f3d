/**
 * Replaces, in the bundle, the network clients that the toolkit brings along: their packages
 * are mapped to this file by `paths` in tsconfig.json. This action never runs them; see
 * docs/decisions/0006-one-network-client.md. A call to one throws a clear error.
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

/** `undici`. Loaded behind a proxy, the toolkit makes one for a client that is never used. */
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
