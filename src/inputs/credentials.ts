import type { Keyless } from '../credentials/keyless';
import { encryptedEndpoint } from './encryption';
import { matching, wholeNumber } from './parsers';
import type { InputReader } from './reader';

/** The key inputs as given; empty strings where they are not set. */
export interface KeyInputs {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** ARNs of RAM; the name's exact alphabet is RAM's business, white space is in none. */
const ROLE_ARN = /^acs:ram::\d+:role\/[^\s:]+$/;
const OIDC_PROVIDER_ARN = /^acs:ram::\d+:oidc-provider\/[^\s:]+$/;

/** STS 2015-04-01, AssumeRoleWithOIDC, RoleSessionName. */
const SESSION_NAME = /^[A-Za-z0-9.@_-]{2,64}$/;

/** Why one half of a pair may be empty (GitHub's documentation of secrets). */
const EMPTY_SECRET =
  'a secret is an empty string if its name is misspelt, if it belongs to an environment that the job does not name, or in a run for a fork or Dependabot';

/** Stands in for an endpoint that cannot be read; never used, since the input is refused. */
const NO_ENDPOINT = { protocol: 'https', host: '' } as const;

/** The key inputs, for masking them before anything else is read or printed. */
export function readKeyInputs(reader: InputReader): KeyInputs {
  const keys = {
    accessKeyId: reader.text('access-key-id'),
    accessKeySecret: reader.text('access-key-secret'),
    securityToken: reader.text('security-token'),
  };
  if (keys.accessKeyId !== '' && keys.accessKeySecret === '') {
    reader.reject('access-key-id', `is set, but \`access-key-secret\` is empty; ${EMPTY_SECRET}`);
  }
  if (keys.accessKeyId === '' && keys.accessKeySecret !== '') {
    reader.reject('access-key-secret', `is set, but \`access-key-id\` is empty; ${EMPTY_SECRET}`);
  }
  if (keys.securityToken !== '' && (keys.accessKeyId === '' || keys.accessKeySecret === '')) {
    reader.reject(
      'security-token',
      'belongs to temporary credentials; set `access-key-id` and `access-key-secret` too',
    );
  }
  return keys;
}

/** The role to assume without a key; `undefined` if none is named. */
export function readKeyless(reader: InputReader): Keyless | undefined {
  const isRoleGiven = reader.isGiven('role-to-assume');
  const isProviderGiven = reader.isGiven('oidc-provider-arn');
  // Read also when they are not needed, so that a wrong one is found.
  const session = {
    audience: reader.text('audience'),
    sessionName: reader.parsed('role-session-name', sessionName, ''),
    durationSeconds: reader.parsed('role-session-expiration', sessionSeconds, 900),
    stsEndpoint: reader.parsed(
      'sts-endpoint',
      encryptedEndpoint('a token is sent there'),
      NO_ENDPOINT,
    ),
  };
  if (!isRoleGiven && !isProviderGiven) return undefined;
  if (!isProviderGiven) {
    reader.reject(
      'role-to-assume',
      'is set without `oidc-provider-arn`; set both for keyless credentials, or neither',
    );
  }
  if (!isRoleGiven) {
    reader.reject(
      'oidc-provider-arn',
      'is set without `role-to-assume`; set both for keyless credentials, or neither',
    );
  }
  if (reader.isGiven('access-key-id') || reader.isGiven('access-key-secret')) {
    reader.reject(
      isRoleGiven ? 'role-to-assume' : 'oidc-provider-arn',
      'cannot be used with `access-key-id` or `access-key-secret`; set either a role or a key pair',
    );
  }
  return {
    roleArn: readArn(reader, 'role-to-assume', ROLE_ARN, 'role'),
    oidcProviderArn: readArn(reader, 'oidc-provider-arn', OIDC_PROVIDER_ARN, 'oidc-provider'),
    ...session,
  };
}

function readArn(
  reader: InputReader,
  name: 'role-to-assume' | 'oidc-provider-arn',
  pattern: RegExp,
  kind: string,
): string {
  if (!reader.isGiven(name)) return '';
  return reader.parsed(
    name,
    matching(pattern, `an ARN such as acs:ram::1234567890123456:${kind}/my-${kind}`),
    '',
  );
}

const sessionName = matching(
  SESSION_NAME,
  '2 to 64 letters, digits, dots, at signs, underscores and hyphens',
);

const sessionSeconds = wholeNumber(900, 43_200, 'seconds');
