import sdk from '@alicloud/sts20150401';
import { fc3 } from './fc3-client.mjs';
import { assumeRole, env, step } from './steps.mjs';

const client = new sdk.default({
  endpoint: env.STS_ENDPOINT,
  protocol: 'https',
  regionId: env.REGION,
  toMap() {
    return this;
  },
});
let key = {};
await step('credentials', async () => {
  const { body } = await client.assumeRoleWithOIDC(new sdk.AssumeRoleWithOIDCRequest(assumeRole));
  key = body.credentials;
  return body.OIDCTokenInfo.subject && `${key.accessKeyId.slice(0, 4)}…`;
});
await step('hello', async () =>
  String((await fc3({ ...key, type: 'sts' })('hello', Buffer.from('FC'))).body),
);
