/** The steps of the Node.js clients, whatever SDK they use. */

import { readFileSync } from 'node:fs';

export const { env } = process;

export const accessKey = {
  accessKeyId: env.ACCESS_KEY_ID,
  accessKeySecret: env.ACCESS_KEY_SECRET,
};

export const assumeRole = {
  roleArn: env.ROLE_ARN,
  OIDCProviderArn: env.OIDC_PROVIDER_ARN,
  OIDCToken: readFileSync(env.OIDC_TOKEN_FILE, 'utf8'),
  roleSessionName: 'foreign',
  durationSeconds: 900,
};

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

/** Runs one step and prints what it saw. */
export async function step(name, see) {
  let saw;
  try {
    saw = await see();
  } catch (error) {
    const status = error.statusCode ?? error.data?.statusCode ?? /with (\d{3})/.exec(error)?.[1];
    saw = `${status} ${error.code}`;
  }
  console.log(JSON.stringify({ step: name, saw }));
}

/**
 * @param invoke takes a function's name, a body and an invocation type; gives status, headers, body
 */
export async function invocationSteps(invoke) {
  await step('hello', async () => String((await invoke('hello', Buffer.from('FC'))).body));
  await step('bytes', async () => {
    const { body } = await invoke('echo', ALL_BYTES);
    return ALL_BYTES.equals(body) ? 'all 256 as they were' : 'damaged by the client';
  });
  await step(
    'throws',
    async () => (await invoke('throws', Buffer.alloc(0))).headers['x-fc-error-type'],
  );
  await step('async', async () => String((await invoke('hello', Buffer.alloc(0), 'Async')).status));
}
