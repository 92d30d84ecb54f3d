import FC from '@alicloud/fc2';
import { accessKey, env, step } from './steps.mjs';

const { accessKeyId: accessKeyID, accessKeySecret } = accessKey;
const client = new FC(env.ACCOUNT_ID, { accessKeyID, accessKeySecret, region: env.REGION });
client.endpoint = `http://${env.ENDPOINT}`;

await step('hello', () => client.invokeFunction('shop', 'hello', 'FC'));
