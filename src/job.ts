import { tmpdir } from 'node:os';
import { systemClock } from './clock';
import { type Credentials, resolveCredentials, secretsIn } from './credentials/credentials';
import { idTokenSourceIn } from './credentials/id-token';
import { keylessCredentials } from './credentials/keyless';
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
  return keylessCredentials(keyless, {
    idToken: idTokenSourceIn(process.env),
    environment: process.env,
    clock: systemClock,
    mask,
    maxRetries,
    onResend: progress.reportExchangeRetry,
    onHeaders: progress.reportHeaders,
  });
}
