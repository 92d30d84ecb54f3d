/** The part of an account's RAM that keyless credentials need: OIDC providers and roles. */

import type { Policy } from './ram-policy';

/** An OIDC provider: which issuer's tokens the account believes, and for which audiences. */
export interface OidcProvider {
  /** As in the tokens' `iss`; its keys are found below it. */
  issuerUrl: string;
  /** The audiences that are accepted. */
  clientIds: readonly string[];
}

export interface Role {
  trustPolicy: Policy;
  /** What those may do who assume it. */
  policies: readonly Policy[];
  /** Seconds that may be asked for; default 3600, RAM's. */
  maxSessionDuration?: number;
}

export class Ram {
  readonly #providers = new Map<string, OidcProvider>();
  readonly #roles = new Map<string, Role>();

  constructor(private readonly accountId: string) {}

  /** Creates or replaces a provider and returns its ARN. */
  putOidcProvider(name: string, provider: OidcProvider): string {
    const arn = `acs:ram::${this.accountId}:oidc-provider/${name}`;
    this.#providers.set(arn, provider);
    return arn;
  }

  /** Creates or replaces a role and returns its ARN. */
  putRole(name: string, role: Role): string {
    const arn = `acs:ram::${this.accountId}:role/${name}`;
    this.#roles.set(arn, role);
    return arn;
  }

  oidcProvider(arn: string): OidcProvider | undefined {
    return this.#providers.get(arn);
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }
}
