import type { Deadline } from '../http/deadline';
import { type AccessKey, problemWith } from './access-key';
import { CredentialsError } from './credentials-error';

/** Where keys come from, and the keys. */
export interface Credentials {
  /** For the log, e.g. `credentials from inputs`; never a secret. */
  readonly description: string;
  /**
   * The key to sign the next request with, obtained within the request's own deadline.
   *
   * @throws CredentialsError, TransportError, or the deadline's reason
   */
  readonly accessKey: (deadline: Deadline) => Promise<AccessKey>;
}

/** Names of the variables that hold one AccessKey pair, as `aliyun/configure-aliyun-credentials-action` sets them. */
export const ACCESS_KEY_FAMILIES = [
  {
    id: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
    secret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    token: 'ALIBABA_CLOUD_SECURITY_TOKEN',
  },
  { id: 'ALICLOUD_ACCESS_KEY', secret: 'ALICLOUD_SECRET_KEY', token: 'ALICLOUD_SECURITY_TOKEN' },
  {
    id: 'ALIBABACLOUD_ACCESS_KEY_ID',
    secret: 'ALIBABACLOUD_ACCESS_KEY_SECRET',
    token: 'ALIBABACLOUD_SECURITY_TOKEN',
  },
] as const;

/** For the URL of an HTTP trigger, which is neither looked up nor signed: what asks for a key gets none. */
export const NO_CREDENTIALS: Credentials = {
  description: 'no credentials needed',
  accessKey: async () => {
    throw new CredentialsError(
      'The URL of an HTTP trigger is called without credentials',
      'none-found',
    );
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The AccessKey pair that is set: the key inputs, else the first family of variables that has both
 * ID and secret. Values of different sources are never mixed, and nothing else is probed.
 *
 * @param keyInputs both ID and secret, or neither
 * @throws CredentialsError if there is none, or it cannot be sent
 */
export function resolveCredentials(
  keyInputs: { accessKeyId: string; accessKeySecret: string; securityToken: string },
  environment: Environment,
): Credentials {
  const { accessKeyId, accessKeySecret, securityToken } = keyInputs;
  if (accessKeyId !== '') return given('inputs', accessKeyId, accessKeySecret, securityToken);
  for (const family of ACCESS_KEY_FAMILIES) {
    const id = variable(environment, family.id);
    const secret = variable(environment, family.secret);
    if (id === '' || secret === '') continue;
    return given(`environment ${family.id}`, id, secret, variable(environment, family.token));
  }
  throw new CredentialsError(noneFound(environment), 'none-found');
}

/**
 * Why there is no pair. An input that is set to an empty secret looks like one that is not set, so
 * the reasons for which GitHub leaves a secret empty are named.
 */
function noneFound(environment: Environment): string {
  const halves = ACCESS_KEY_FAMILIES.flatMap(({ id, secret }) => {
    const [hasId, hasSecret] = [id, secret].map((name) => variable(environment, name) !== '');
    if (hasId === hasSecret) return [];
    return [hasId ? `${id} is set without ${secret}` : `${secret} is set without ${id}`];
  });
  const found = halves.length === 0 ? '' : ` (${halves.join(', ')})`;
  return `No credentials found: access-key-id, access-key-secret and role-to-assume are empty, and so are ${ACCESS_KEY_FAMILIES[0].id} and the like in the environment${found}. A secret is empty if its name is misspelt, if the job does not name the environment that holds it, and in pull requests from forks and Dependabot`;
}

/**
 * Every value of the environment that must not be printed, whether it is used or not: AccessKey
 * pairs, and the token with which the job requests ID tokens from GitHub.
 */
export function secretsIn(environment: Environment): string[] {
  return ACCESS_KEY_FAMILIES.flatMap(({ id, secret, token }): string[] => [id, secret, token])
    .concat('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
    .map((name) => variable(environment, name))
    .filter((value) => value !== '');
}

function given(source: string, id: string, secret: string, token: string): Credentials {
  const problem = problemWith(id, secret, token);
  if (problem !== undefined) {
    throw new CredentialsError(
      `The credentials from ${source} cannot be used: ${problem}`,
      'malformed-key',
    );
  }
  const key: AccessKey = {
    accessKeyId: id,
    accessKeySecret: secret,
    ...(token === '' ? {} : { securityToken: token }),
  };
  return { description: `credentials from ${source}`, accessKey: async () => key };
}

function variable(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}
