import { randomBytes } from 'node:crypto';
import { isPermitted, type Policy } from './ram-policy';

/** An AccessKey pair that the emulator accepts; temporary when it has a security token. */
export interface AccessKey {
  accessKeyId: string;
  accessKeySecret: string;
  /** Makes the pair temporary: requests must carry exactly this token. */
  securityToken?: string;
  /** When temporary credentials expire. */
  expiration?: Date;
  /** What its owner may do; without, everything, as the account itself. */
  policies?: readonly Policy[];
}

/** Whether the owner of a key may do something, e.g. `fc:InvokeFunction` on `acs:fc:…:functions/f`. */
export function isAllowed({ policies }: AccessKey, action: string, resource: string): boolean {
  return policies === undefined || isPermitted(policies, action, resource);
}

/** The keys that the emulator knows, by ID. */
export class AccessKeys {
  readonly #byId = new Map<string, AccessKey>();

  constructor(keys: readonly AccessKey[]) {
    for (const key of keys) this.add(key);
  }

  /** Adds a key, or replaces the one of the same ID. */
  add(key: AccessKey): void {
    this.#byId.set(key.accessKeyId, { ...key });
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#byId.get(accessKeyId);
  }
}

/** A random permanent key pair in the form of Alibaba Cloud's (`LTAI…`, 24 and 30 characters). */
export function newAccessKey(): AccessKey {
  return {
    accessKeyId: `LTAI${alphanumeric(20)}`,
    accessKeySecret: alphanumeric(30),
  };
}

function alphanumeric(length: number): string {
  let text = '';
  while (text.length < length) {
    text += randomBytes(length)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  }
  return text.slice(0, length);
}
