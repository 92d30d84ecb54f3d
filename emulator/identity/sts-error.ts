/** Codes of STS and their statuses, from its documentation. */
const STATUS_BY_CODE = {
  'InvalidAction.NotFound': 404,
  'InvalidParameter.DurationSeconds': 400,
  'InvalidParameter.RoleSessionName': 400,
  'InvalidTimeStamp.Expired': 400,
  'EntityNotExist.Role': 404,
  'AuthenticationFail.NoPermission': 401,
  'AuthenticationFail.OIDCToken.AudienceNotMatch': 401,
  'AuthenticationFail.OIDCToken.Expired': 401,
  'AuthenticationFail.OIDCToken.Invalid': 401,
  'AuthenticationFail.OIDCToken.InvalidSignature': 401,
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': 401,
  'AuthenticationFail.OIDCToken.IssuerNotMatch': 401,
} as const;

/** A refusal of STS. */
export class StsError extends Error {
  constructor(
    readonly code: keyof typeof STATUS_BY_CODE,
    message: string,
  ) {
    super(message);
    this.name = 'StsError';
  }

  get status(): number {
    return STATUS_BY_CODE[this.code];
  }
}
