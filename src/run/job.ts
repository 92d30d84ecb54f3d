import {
  type Credentials,
  NO_CREDENTIALS,
  resolveCredentials,
  secretsIn,
} from '../credentials/credentials';
import { idTokenSourceIn } from '../credentials/id-token';
import { keylessCredentials } from '../credentials/keyless';
import { proxySecretsIn } from '../http/proxy';
import { readKeyInputs } from '../inputs/credentials';
import type { CredentialsInputs } from '../inputs/inputs';
import { InputReader, inputsOfStep } from '../inputs/reader';
import * as progress from '../report/progress';
import type { Runner } from '../runner/runner';

/** Everything secret that a step is given, before the first line is printed. */
export function maskSecrets({ variables, log }: Runner): void {
  const secrets = [
    ...Object.values(readKeyInputs(new InputReader(inputsOfStep(variables)))),
    ...secretsIn(variables),
    ...proxySecretsIn(variables),
  ];
  for (const secret of secrets) log.mask(secret);
}

/**
 * The credentials to invoke with.
 *
 * @param given `undefined` where none are needed
 * @throws CredentialsError when there are none
 */
export function credentialsFor(
  { variables, clock, log }: Runner,
  given: CredentialsInputs | undefined,
  maxRetries: number,
): Credentials {
  if (given === undefined) return NO_CREDENTIALS;
  const { keys, keyless } = given;
  if (keyless === undefined) return resolveCredentials(keys, variables);
  return keylessCredentials(keyless, {
    idToken: idTokenSourceIn(variables),
    environment: variables,
    clock,
    mask: (secret) => log.mask(secret),
    maxRetries,
    onResend: (resend) => progress.reportExchangeRetry(log, resend),
    onHeaders: (startLine, headers) => progress.reportHeaders(log, startLine, headers),
  });
}
