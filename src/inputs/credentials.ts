import type { Keyless } from '../credentials/keyless';
import { isLoopback, parseEndpoint } from '../http/endpoint';
import { InputReader, matching, type Parser, wholeNumber } from './reader';

/** The key inputs as given; empty strings where they are not. */
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

/** Stands in for an endpoint that cannot be read; never used, since the input is refused. */
const NO_ENDPOINT = { protocol: 'https', host: '' } as const;

/** The key inputs, for masking them before anything else is read or printed. */
export function readKeyInputs(reader = new InputReader()): KeyInputs {
  const keys = {
    accessKeyId: reader.text('access-key-id'),
    accessKeySecret: reader.text('access-key-secret'),
    securityToken: reader.text('security-token'),
  };
  if (keys.accessKeyId !== '' && keys.accessKeySecret === '') {
    reader.reject('access-key-id', 'was given without `access-key-secret`; give both or neither');
  }
  if (keys.accessKeyId === '' && keys.accessKeySecret !== '') {
    reader.reject('access-key-secret', 'was given without `access-key-id`; give both or neither');
  }
  if (keys.securityToken !== '' && (keys.accessKeyId === '' || keys.accessKeySecret === '')) {
    reader.reject(
      'security-token',
      'belongs to a temporary key pair; give `access-key-id` and `access-key-secret` with it',
    );
  }
  return keys;
}

/** The role to assume without a key; `undefined` when none is named. */
export function readKeyless(reader: InputReader): Keyless | undefined {
  const isRoleGiven = reader.isGiven('role-to-assume');
  const isProviderGiven = reader.isGiven('oidc-provider-arn');
  // Read also when they are not needed, so that a wrong one is found.
  const session = {
    audience: reader.text('audience'),
    sessionName: reader.parsed('role-session-name', sessionName, ''),
    durationSeconds: reader.parsed('role-session-expiration', sessionSeconds, 900),
    stsEndpoint: reader.parsed('sts-endpoint', secureEndpoint, NO_ENDPOINT),
  };
  if (!isRoleGiven && !isProviderGiven) return undefined;
  if (!isProviderGiven) {
    reader.reject(
      'role-to-assume',
      'was given without `oidc-provider-arn`; give both for keyless credentials, or neither',
    );
  }
  if (!isRoleGiven) {
    reader.reject(
      'oidc-provider-arn',
      'was given without `role-to-assume`; give both for keyless credentials, or neither',
    );
  }
  if (reader.isGiven('access-key-id') || reader.isGiven('access-key-secret')) {
    reader.reject(
      isRoleGiven ? 'role-to-assume' : 'oidc-provider-arn',
      'was given beside `access-key-id` or `access-key-secret`; give either a role or a key pair',
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

/** The ID token is as good as a key until it expires: it never travels in the clear. */
const secureEndpoint: Parser<Keyless['stsEndpoint']> = (text) => {
  const endpoint = parseEndpoint(text);
  if (endpoint.protocol === 'http' && !isLoopback(endpoint.host)) {
    throw new Error('must be reached by https, since the ID token is sent there');
  }
  return endpoint;
};
