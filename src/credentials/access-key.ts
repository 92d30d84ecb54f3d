/** What a request is signed with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Present for a temporary key. */
  readonly securityToken?: string;
}

/** No credentials can be used: none found, or none that can be sent. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}
