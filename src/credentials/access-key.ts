/** What a request is signed with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Present for a temporary key. */
  readonly securityToken?: string;
}

/**
 * Whether a value can be part of a key: visible ASCII. That is also what keeps line breaks out of
 * the headers of a request.
 */
export function isKeyText(value: string): boolean {
  return /^[\x21-\x7e]*$/.test(value);
}
