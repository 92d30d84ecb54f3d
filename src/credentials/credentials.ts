import type { Deadline } from '../http/deadline';
import { type AccessKey, isKeyText } from './access-key';
import { CredentialsError } from './credentials-error';

/** Where keys come from, and the keys. */
export interface Credentials {
  /** For the log, e.g. `inputs` or `environment ALIBABA_CLOUD_ACCESS_KEY_ID`; never a secret. */
  readonly source: string;
  /** Whether the key is there, so that nothing needs to be sent to get one. */
  readonly isAtHand: boolean;
  /**
   * The key to sign the next request with, obtained within the request's own deadline.
   *
   * @throws CredentialsError, TransportError, or the deadline's reason
   */
  readonly accessKey: (deadline: Deadline) => Promise<AccessKey>;
}

/** Names of the variables that hold one key, as `aliyun/configure-aliyun-credentials-action` sets them. */
const FAMILIES = [
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Chooses the given credentials: the key inputs, else the first family of variables that has both ID
 * and secret. Values of different sources are never mixed, and nothing else is probed.
 *
 * @throws CredentialsError when there are none, or they cannot be sent
 */
export function resolveCredentials(
  keyInputs: { accessKeyId: string; accessKeySecret: string; securityToken: string },
  environment: Environment,
): Credentials {
  if (keyInputs.accessKeyId !== '') {
    const { accessKeyId, accessKeySecret, securityToken } = keyInputs;
    return given('inputs', accessKeyId, accessKeySecret, securityToken);
  }
  for (const family of FAMILIES) {
    const id = variable(environment, family.id);
    const secret = variable(environment, family.secret);
    if (id === '' || secret === '') continue;
    return given(`environment ${family.id}`, id, secret, variable(environment, family.token));
  }
  throw new CredentialsError(
    `No credentials: give the inputs role-to-assume and oidc-provider-arn, or access-key-id and access-key-secret, or set ${FAMILIES[0].id} and ${FAMILIES[0].secret} in the environment`,
    'none-found',
  );
}

/**
 * Every value of the environment that must not be printed, whether it is used or not: the keys,
 * and the token with which the job asks GitHub for ID tokens.
 */
export function secretsIn(environment: Environment): string[] {
  return FAMILIES.flatMap(({ id, secret, token }): string[] => [id, secret, token])
    .concat('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
    .map((name) => variable(environment, name))
    .filter((value) => value !== '');
}

function given(source: string, id: string, secret: string, token: string): Credentials {
  for (const [what, value] of Object.entries({ ID: id, secret, 'security token': token })) {
    if (!isKeyText(value)) {
      throw new CredentialsError(
        `The AccessKey ${what} (${source}) holds white space or characters that are not ASCII, which no AccessKey has; set the secret again without them`,
        'malformed-key',
      );
    }
  }
  const key: AccessKey = {
    accessKeyId: id,
    accessKeySecret: secret,
    ...(token === '' ? {} : { securityToken: token }),
  };
  return { source, isAtHand: true, accessKey: async () => key };
}

function variable(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}
