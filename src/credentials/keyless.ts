import type { Clock } from '../clock';
import type { Deadline } from '../http/deadline';
import { connectRefusal, isTransportError } from '../http/errors';
import { reasonToResend } from '../http/resend';
import { ServiceError } from '../http/service-error';
import { oneLine } from '../text';
import type { Credentials } from './credentials';
import { CredentialsError, type CredentialsProblem } from './credentials-error';
import { type IdTokenSource, requestIdToken } from './id-token';
import { claimsOf } from './id-token-claims';
import { RenewedKey } from './renewal';
import { assumeRoleWithOidc, type RoleSession, type StsSettings, type TemporaryKey } from './sts';

/** What a workflow says about the role that it assumes. */
export interface Keyless extends RoleSession {
  /** Of the ID token; one of the client IDs of the provider in RAM. */
  readonly audience: string;
  readonly stsEndpoint: StsSettings['endpoint'];
}

/** What the exchange needs of the world around it. */
export interface KeylessSettings extends Omit<StsSettings, 'deadline' | 'endpoint'> {
  /** `undefined` if the job may not request ID tokens. */
  readonly idToken: IdTokenSource | undefined;
  readonly clock: Clock;
  /** Called with every secret that was issued, before anything else is done with it. */
  readonly mask: (secret: string) => void;
}

const MAX_QUOTE_LENGTH = 1_000;

/**
 * Credentials without a stored AccessKey: the job's ID token is exchanged for temporary credentials
 * of a RAM role when the first request is about to be sent, and again whenever they near their end.
 * Nothing is written to disk or to the environment.
 *
 * @throws CredentialsError if the job may not request ID tokens
 */
export function keylessCredentials(role: Keyless, settings: KeylessSettings): Credentials {
  const { idToken } = settings;
  if (idToken === undefined) {
    throw new CredentialsError(
      'role-to-assume needs an ID token of this job, which GitHub gives only to a job with the permission id-token: write',
      'id-token-not-permitted',
    );
  }
  const key = new RenewedKey(
    (deadline) => exchange(role, idToken, { ...settings, deadline }),
    settings.clock,
  );
  return {
    description: `credentials from role ${role.roleArn} through GitHub OIDC`,
    accessKey: (deadline) => key.current(deadline),
  };
}

async function exchange(
  role: Keyless,
  source: IdTokenSource,
  settings: KeylessSettings & { readonly deadline: Deadline },
): Promise<TemporaryKey> {
  let token = '';
  try {
    token = await requestIdToken(source, role.audience, settings);
    settings.mask(token);
    const sts = { ...settings, endpoint: role.stsEndpoint };
    const temporary = await assumeRoleWithOidc(sts, role, token);
    Object.values(temporary.key).forEach(settings.mask);
    return temporary;
  } catch (error) {
    throw withoutConsequence(error, role, token);
  }
}

/**
 * An error of the exchange as the request that needed the credentials has to see it: as one before
 * which that request was not sent, and after which it must not be sent either.
 */
function withoutConsequence(error: unknown, role: Keyless, idToken: string): unknown {
  if (isTransportError(error, 'network')) {
    return connectRefusal(`no temporary credentials for ${role.roleArn}: ${error.message}`, error);
  }
  if (isTransportError(error)) return error.with({ mayHaveBeenDelivered: false });
  if (error instanceof ServiceError) return refusal(error, role, idToken);
  return error;
}

function refusal(error: ServiceError, role: Keyless, idToken: string): CredentialsError {
  const { code, statusCode, requestId } = error.answer;
  const message = oneLine(error.message, MAX_QUOTE_LENGTH).replace(/\s*\.+$/, '');
  const said = code === undefined ? message : `${statusCode} ${code}: ${message}`;
  const trace = requestId === undefined ? '' : ` (STS request ID ${requestId})`;
  return new CredentialsError(
    `STS did not issue credentials for ${role.roleArn}: ${said}${trace}`,
    reasonToResend('read', error) === undefined
      ? problemOf(code ?? '', error.message)
      : 'sts-unavailable',
    claimsOf(idToken),
  );
}

/**
 * What STS's codes mean. They are from the list of STS 2015-04-01's error codes and, where marked,
 * from elsewhere; which are in use differs over time, so that beginnings are compared. One code,
 * `AuthenticationFail.NoPermission`, stands for several problems that only the message tells apart.
 */
const PROBLEMS: readonly {
  readonly code: RegExp;
  readonly message?: RegExp;
  readonly problem: CredentialsProblem;
}[] = [
  // Also reported with the ending `Error`.
  { code: /^AuthenticationFail\.OIDCToken\.AudienceNotMatch/, problem: 'wrong-audience' },
  { code: /^AuthenticationFail\.OIDCToken\.Expired/, problem: 'id-token-expired' },
  {
    // The last two are reported by users and by documentation of Container Service.
    code: /^AuthenticationFail\.OIDCToken\.(IssuerNotMatch|InvalidSignature|HttpsUrlInvalid|PublicKeyFingerprintMismatch|IssuerConfigurationBroken)/,
    problem: 'provider-mismatch',
  },
  {
    // `No such OIDC Provider registered.`; a malformed ARN: `Parameter OIDCProviderArn is not valid`.
    code: /^AuthenticationFail\.NoPermission$/,
    message: /OIDC ?Provider/i,
    problem: 'provider-not-found',
  },
  // In the API that manages providers; not seen from STS.
  { code: /^EntityNotExist\.OIDCProvider/, problem: 'provider-not-found' },
  { code: /^AuthenticationFail\.NoPermission$/, problem: 'role-not-trusting' },
  { code: /^EntityNotExist\.Role/, problem: 'role-not-found' },
  { code: /^InvalidParameter\.DurationSeconds$/, problem: 'session-too-long' },
  // Of all of Alibaba Cloud's RPC APIs; not verified for this unsigned operation.
  { code: /^(InvalidTimeStamp|IllegalTimestamp)/, problem: 'clock-off' },
];

function problemOf(stsCode: string, stsMessage: string): CredentialsProblem {
  const match = PROBLEMS.find(
    ({ code, message }) => code.test(stsCode) && (message?.test(stsMessage) ?? true),
  );
  return match?.problem ?? 'other';
}
