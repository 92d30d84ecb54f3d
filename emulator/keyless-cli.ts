/**
 * Starts the emulator with STS and a role that the current job may assume, for the end-to-end
 * workflow: `tsx emulator/keyless-cli.ts FOLDER` serves each sub-folder as a function.
 *
 * On GitHub the role trusts the job's real ID token, which STS verifies with the keys that GitHub
 * publishes. Where the job gets none (under act, in a pull request of a fork), an issuer of our own
 * stands in for GitHub, and the first line also says how to request a token from it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '.';
import { AUDIENCE, KeylessWorld, trustPolicy } from './identity/keyless-world';
import type { Policy } from './identity/ram-policy';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: tsx emulator/keyless-cli.ts FOLDER');

const emulator = await startEmulator();
for (const entry of readdirSync(folder, { withFileTypes: true })) {
  const code = join(folder, entry.name);
  if (entry.isDirectory()) await emulator.deploy({ functionName: entry.name, code });
}

const accessKeys = { add: emulator.addAccessKey.bind(emulator) };
const world = await KeylessWorld.start(accessKeys, { accountId: emulator.accountId });
const isOnGitHub = Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL);
if (isOnGitHub) {
  world.ram.putOidcProvider('github', { issuerUrl: GITHUB_ISSUER, clientIds: [AUDIENCE] });
  world.changeRole({ trustPolicy: trustInThisRepository(world.providerArn) });
}

console.log(
  JSON.stringify({
    endpoint: emulator.endpoint,
    region: emulator.region,
    stsEndpoint: world.sts.endpoint,
    roleArn: world.roleArn,
    providerArn: world.providerArn,
    idTokenUrl: isOnGitHub ? '' : world.oidc.environment.ACTIONS_ID_TOKEN_REQUEST_URL,
    idTokenRequestToken: isOnGitHub ? '' : world.oidc.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  }),
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([world.close(), emulator.close()]));
}

/** With the subject in both forms that GitHub writes: by names, and by names with IDs. */
function trustInThisRepository(providerArn: string): Policy {
  const { GITHUB_REPOSITORY = '', GITHUB_REPOSITORY_OWNER_ID, GITHUB_REPOSITORY_ID } = process.env;
  const [owner, name] = GITHUB_REPOSITORY.split('/');
  const subjects = [
    `repo:${owner}/${name}:*`,
    `repo:${owner}@${GITHUB_REPOSITORY_OWNER_ID}/${name}@${GITHUB_REPOSITORY_ID}:*`,
  ];
  return trustPolicy(providerArn, GITHUB_ISSUER, subjects);
}
