/** The contract's families of variables, in the order in which they count: ID, secret, token. */
export const FAMILIES = [
  [
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'ALIBABA_CLOUD_SECURITY_TOKEN',
  ],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
] as const;

/** Variables of families by their number, e.g. `[1, 'id', 'secret']`. */
export function environmentOf(
  ...set: readonly (readonly [number, ...string[]])[]
): Record<string, string> {
  const variables = set.flatMap(([family, ...values]) =>
    values.map((value, index) => [FAMILIES[family]?.[index] ?? '', value] as const),
  );
  return Object.fromEntries(variables);
}
