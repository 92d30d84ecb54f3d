import fc from 'fast-check';

/**
 * Any code point that UTF-8 can hold, low ones more often. fast-check's own unit `binary` is the
 * same, but looks at every code point first, which takes it seconds.
 */
const codePoint = fc
  .oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10_ffff))
  .map((code) => (code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code)));

/** Strings of any characters. */
export function anyString(limits: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: codePoint, ...limits });
}
