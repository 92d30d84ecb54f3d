import type { Emulator } from '../emulator';
import { AUDIENCE, KeylessWorld, trustPolicy } from '../identity/keyless-world';
import type { Policy } from '../identity/ram-policy';
import type { OnExchange } from '../wire/http-front';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** The role may do what a step can ask for. */
const EVERYTHING: Policy = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'fc:*', Resource: '*' },
    { Effect: 'Allow', Action: 'log:*', Resource: '*' },
  ],
};

/** Variables of the job in which the emulator runs. */
export type JobVariables = Readonly<Record<string, string | undefined>>;

/**
 * Starts STS with a role that the current job may assume. In a job on GitHub with `id-token: write`
 * the role trusts its real ID token, which STS verifies with the keys that GitHub publishes. Elsewhere
 * an issuer of our own stands in for GitHub.
 *
 * @param onExchange called for every request to STS and the issuer
 */
export async function startKeyless(
  emulator: Emulator,
  job: JobVariables,
  onExchange?: OnExchange,
): Promise<KeylessWorld> {
  const { accountId } = emulator;
  const accessKeys = { add: emulator.addAccessKey.bind(emulator) };
  const world = await KeylessWorld.start(accessKeys, { accountId, onExchange });
  world.changeRole({ policies: [EVERYTHING] });
  if (isOnGitHub(job)) {
    world.ram.putOidcProvider('github', { issuerUrl: GITHUB_ISSUER, clientIds: [AUDIENCE] });
    world.changeRole({
      policies: [EVERYTHING],
      trustPolicy: trustInRepository(job, world.providerArn),
    });
  }
  return world;
}

/** The inputs of a step, and the variables of its job unless it has GitHub's own. */
export function keylessSite(
  { roleArn, providerArn, sts, oidc }: KeylessWorld,
  job: JobVariables,
): object {
  return {
    roleToAssume: roleArn,
    oidcProviderArn: providerArn,
    stsEndpoint: sts.endpoint,
    ...(isOnGitHub(job) ? {} : oidc.environment),
  };
}

function isOnGitHub(job: JobVariables): boolean {
  return Boolean(job.ACTIONS_ID_TOKEN_REQUEST_URL);
}

/** With the subject in both forms that GitHub writes: by names, and by names with IDs. */
function trustInRepository(job: JobVariables, providerArn: string): Policy {
  const { GITHUB_REPOSITORY = '', GITHUB_REPOSITORY_OWNER_ID, GITHUB_REPOSITORY_ID } = job;
  const [owner, name] = GITHUB_REPOSITORY.split('/');
  const subjects = [
    `repo:${owner}/${name}:*`,
    `repo:${owner}@${GITHUB_REPOSITORY_OWNER_ID}/${name}@${GITHUB_REPOSITORY_ID}:*`,
  ];
  return trustPolicy(providerArn, GITHUB_ISSUER, subjects);
}
