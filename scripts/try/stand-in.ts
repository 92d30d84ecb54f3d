/** What a step is given here in place of what it says: the emulator, and credentials for it. */

import { ACCESS_KEY_FAMILIES } from '../../src/credentials/credentials';
import type { Texts, Values } from '../workflow/scope';

/** The inputs that name the emulator, and credentials of the kind that the step has. */
export function standInInputs(inputs: Texts, site: Values): Texts {
  const text = (name: string) => String(site[name]);
  const where = { endpoint: text('endpoint'), 'log-endpoint': text('logEndpoint') };
  if (isKeyless(inputs)) {
    return {
      ...where,
      'role-to-assume': text('roleToAssume'),
      'oidc-provider-arn': text('oidcProviderArn'),
      'sts-endpoint': text('stsEndpoint'),
    };
  }
  return {
    ...where,
    'access-key-id': text('accessKeyId'),
    'access-key-secret': text('accessKeySecret'),
    'security-token': '',
  };
}

/** What GitHub gives a job that may ask for an ID token. */
export function tokenVariables(site: Values): Texts {
  const names = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  return Object.fromEntries(names.map((name) => [name, String(site[name])]));
}

/** Whether a step says by whom it calls, be it by a secret that is empty here. */
export function hasCredentials(inputs: Texts, env: Texts): boolean {
  const isByKey = inputs['access-key-id'] !== undefined;
  return (
    isByKey || isKeyless(inputs) || ACCESS_KEY_FAMILIES.some(({ id }) => env[id] !== undefined)
  );
}

function isKeyless(inputs: Texts): boolean {
  return inputs['role-to-assume'] !== undefined;
}
