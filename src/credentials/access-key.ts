/** What a request is signed with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Present if the pair is temporary. */
  readonly securityToken?: string;
}

/** How AccessKey IDs begin: those of an account or a RAM user, and temporary ones. */
const ID_PREFIX = /^(?:LTAI|STS\.)/;
const TEMPORARY_ID_PREFIX = 'STS.';

/**
 * Whether a value can be part of a key: visible ASCII. That is also what keeps line breaks out of
 * the headers of a request.
 */
export function isKeyText(value: string): boolean {
  return /^[\x21-\x7e]*$/.test(value);
}

/**
 * What is wrong with the values that a user set, as a sentence without its full stop, or
 * `undefined` if they can be sent. No value is quoted: with two of them swapped, any may be the
 * secret.
 *
 * @param securityToken empty if there is none
 */
export function problemWith(
  accessKeyId: string,
  accessKeySecret: string,
  securityToken: string,
): string | undefined {
  const parts = { ID: accessKeyId, secret: accessKeySecret, 'security token': securityToken };
  for (const [part, value] of Object.entries(parts)) {
    if (/^["'`]|["'`]$/.test(value)) {
      return `the AccessKey ${part} has a quotation mark at its start or end; set it without quotation marks`;
    }
    if (!isKeyText(value)) {
      return `the AccessKey ${part} contains white space or characters that are not ASCII; set it without them`;
    }
  }
  if (accessKeyId === accessKeySecret) {
    return 'the AccessKey ID and the AccessKey secret are the same value; set the secret that belongs to the ID';
  }
  if (!ID_PREFIX.test(accessKeyId) && ID_PREFIX.test(accessKeySecret)) {
    return 'the AccessKey ID and the AccessKey secret are swapped: it is the ID that begins with LTAI or STS.; set each in the place of the other';
  }
  if (accessKeyId.startsWith(TEMPORARY_ID_PREFIX) && securityToken === '') {
    return 'an AccessKey ID that begins with STS. is temporary and needs its security token; set security-token, or the variable for it, too';
  }
  return undefined;
}
