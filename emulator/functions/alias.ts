import { ServiceError } from '../api/service-error';

/** What CreateAlias and UpdateAlias set; what is missing stays as it is. */
export interface AliasInput {
  versionId?: string | undefined;
  description?: string | undefined;
  /** Further versions and their shares of the calls, 0 to 1: `{"2": 0.2}`. */
  additionalVersionWeight?: Readonly<Record<string, number>> | undefined;
}

/** A name for a version, or for several that share the calls. */
export class Alias {
  readonly versionId: string;
  readonly description: string;
  readonly additionalVersionWeight: Readonly<Record<string, number>>;
  readonly createdTime: Date;

  /** @throws ServiceError InvalidArgument when FC would not have it */
  constructor(
    readonly aliasName: string,
    input: AliasInput,
    readonly lastModifiedTime: Date,
    before?: Alias,
  ) {
    this.versionId = input.versionId ?? before?.versionId ?? '';
    if (this.versionId === '') throw new ServiceError('InvalidArgument', 'versionId is required');
    this.description = input.description ?? before?.description ?? '';
    this.additionalVersionWeight =
      input.additionalVersionWeight ?? before?.additionalVersionWeight ?? {};
    this.createdTime = before?.createdTime ?? lastModifiedTime;
    const weights = Object.values(this.additionalVersionWeight);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum > 1 || weights.some((weight) => !(weight >= 0 && weight <= 1))) {
      throw new ServiceError('InvalidArgument', 'the weights must be 0 to 1, and 1 at most in all');
    }
  }

  /** The versions with their shares, the main one last. */
  get targets(): readonly { versionId: string; weight: number }[] {
    const additional = Object.entries(this.additionalVersionWeight).map(([versionId, weight]) => ({
      versionId,
      weight,
    }));
    const rest = additional.reduce((left, { weight }) => left - weight, 1);
    return [...additional, { versionId: this.versionId, weight: rest }];
  }

  /** @param random 0 to 1 */
  choose(random: number): string {
    let left = random;
    for (const { versionId, weight } of this.targets) {
      if (left < weight) return versionId;
      left -= weight;
    }
    return this.versionId;
  }
}
