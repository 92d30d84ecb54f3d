/**
 * X.509 certificates for tests, made when they are needed: Node.js can sign, but not write them
 * (RFC 5280; DER as in X.690).
 */
import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';

/** A key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Host names and IPv4 addresses that the certificate is for. */
  readonly hosts: readonly string[];
  /** Default: since yesterday. */
  readonly notBefore?: Date;
  /** Default: until tomorrow. */
  readonly notAfter?: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate authority that nobody trusts unless told to. */
export class TestAuthority {
  readonly #keys = newKeyPair();
  readonly #name = commonName('fc-invoke test authority');
  /** PEM, for NODE_EXTRA_CA_CERTS. */
  readonly cert = this.#certify(this.#keys.publicKey, this.#name, {}, [IS_AUTHORITY]);

  issue({ hosts, ...validity }: CertificateOptions): Identity {
    const { publicKey, privateKey } = newKeyPair();
    const subject = commonName(hosts[0] ?? '');
    return {
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: this.#certify(publicKey, subject, validity, [subjectAltName(hosts)]),
    };
  }

  #certify(
    publicKey: KeyObject,
    subject: Buffer,
    { notBefore, notAfter }: Omit<CertificateOptions, 'hosts'>,
    extensions: readonly Buffer[],
  ): string {
    const content = sequence(
      tagged(0xa0, tagged(INTEGER, Buffer.from([2]))),
      tagged(INTEGER, Buffer.from([1]), randomBytes(8)),
      ECDSA_WITH_SHA256,
      this.#name,
      sequence(
        time(notBefore ?? new Date(Date.now() - DAY_MS)),
        time(notAfter ?? new Date(Date.now() + DAY_MS)),
      ),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', content, this.#keys.privateKey);
    const certificate = sequence(content, ECDSA_WITH_SHA256, bitString(signature));
    return new X509Certificate(certificate).toString();
  }
}

function newKeyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const INTEGER = 0x02;
const OCTET_STRING = 0x04;

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length > 0xffff) throw new RangeError('Longer than any certificate here.');
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function bitString(bytes: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), bytes);
}

/** @param hex the identifier as DER encodes it, without tag and length */
function objectIdentifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

/** UTCTime, which reaches to 2049. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x17, Buffer.from(digits.slice(2)));
}

function commonName(name: string): Buffer {
  const attribute = sequence(objectIdentifier('550403'), tagged(0x0c, Buffer.from(name)));
  return sequence(tagged(0x31, attribute));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4
      ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
      : tagged(0x82, Buffer.from(host)),
  );
  return sequence(objectIdentifier('551d11'), tagged(OCTET_STRING, sequence(...names)));
}

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('2a8648ce3d040302'));

/** Basic constraints, critical: this certificate may certify others. */
const IS_AUTHORITY = sequence(
  objectIdentifier('551d13'),
  tagged(0x01, Buffer.from([0xff])),
  tagged(OCTET_STRING, sequence(tagged(0x01, Buffer.from([0xff])))),
);
