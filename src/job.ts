import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { tmpdir } from 'node:os';
import { getIDToken } from '@actions/core';
import { systemClock } from './clock';
import { type Credentials, resolveCredentials, secretsIn } from './credentials/credentials';
import { mayRequestIdTokens } from './credentials/id-token';
import { keylessCredentials } from './credentials/keyless';
import { CONNECT_TIMEOUT_MS } from './http/connect';
import { proxySecretsIn } from './http/proxy';
import { readKeyInputs } from './inputs/credentials';
import type { CredentialsInputs } from './inputs/inputs';
import * as progress from './report/progress';
import { mask } from './runner/console';

/** Folder that paths in inputs are relative to. */
export function workspaceFolder(): string {
  return process.env.GITHUB_WORKSPACE || process.cwd();
}

/** Folder for files that live as long as the job. */
export function temporaryFolder(): string {
  return process.env.RUNNER_TEMP || tmpdir();
}

/** Everything secret that this action is given, before the first line is printed. */
export function maskSecrets(): void {
  const secrets = [
    ...Object.values(readKeyInputs()),
    ...secretsIn(process.env),
    ...proxySecretsIn(process.env),
  ];
  secrets.forEach(mask);
}

/**
 * The credentials to invoke with.
 *
 * @throws CredentialsError when there are none
 */
export function credentialsFor(
  { keys, keyless }: CredentialsInputs,
  maxRetries: number,
): Credentials {
  if (keyless === undefined) return resolveCredentials(keys, process.env);
  // The toolkit asks GitHub for the ID token over Node.js's own client, whose default of 250 ms
  // for each address but the last is too short for a host that is far away.
  setDefaultAutoSelectFamilyAttemptTimeout(CONNECT_TIMEOUT_MS);
  return keylessCredentials(keyless, {
    idToken: { isPermitted: mayRequestIdTokens(process.env), request: getIDToken },
    clock: systemClock,
    mask,
    maxRetries,
    onResend: progress.reportExchangeRetry,
    onHeaders: progress.reportHeaders,
  });
}
