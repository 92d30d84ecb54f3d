/** What a step is given here in place of what it says: the emulator, and credentials for it. */

import type { Texts, Values } from '../workflow/scope';

/** Variables that hold an AccessKey ID, see docs/inputs-and-outputs.md. */
const KEY_VARIABLE =
  /^(?:ALIBABA_CLOUD_ACCESS_KEY_ID|ALIBABACLOUD_ACCESS_KEY_ID|ALICLOUD_ACCESS_KEY)$/;

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
  return isByKey || isKeyless(inputs) || Object.keys(env).some((name) => KEY_VARIABLE.test(name));
}

function isKeyless(inputs: Texts): boolean {
  return inputs['role-to-assume'] !== undefined;
}
