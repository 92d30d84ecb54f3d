/** Which values the runner is asked to mask, and before which line of the step. */
import type { ActionResult } from '../runner/action';
import { expect, test } from './keyless-scenario';

const HANDLER = "exports.handler = async () => 'x';";

/** Whatever is not itself a request to mask something. */
const ANY_OTHER_LINE = /^(?!::add-mask::)/;

const KEY = {
  id: 'LTAI5tQ8vX2mZ7cR4nW9bK3d',
  secret: 'Yh7Lp2Vx9Qw4Zr8Tn3Bk6Mc1Jd5GfS',
  token: 'CAISuQ1qV8eB0nXo2zP6tL9wH4yR7mK3jD5gF',
};
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' };
const PASSWORD = 'p%40ss-of-the-proxy';
const basic = (userInfo: string) => Buffer.from(userInfo).toString('base64');

test.for([
  [
    'key inputs',
    {
      'access-key-id': KEY.id,
      'access-key-secret': KEY.secret,
      'security-token': KEY.token,
    },
    {},
    Object.values(KEY),
  ],
  [
    'key inputs, even if another input is invalid',
    { 'access-key-id': KEY.id, 'access-key-secret': KEY.secret, timeout: 'soon' },
    {},
    [KEY.id, KEY.secret],
  ],
  ...(
    [
      ['ALIBABA_CLOUD_ACCESS_KEY_ID', '_ACCESS_KEY_SECRET', '_SECURITY_TOKEN', 'ALIBABA_CLOUD'],
      ['ALICLOUD_ACCESS_KEY', '_SECRET_KEY', '_SECURITY_TOKEN', 'ALICLOUD'],
      ['ALIBABACLOUD_ACCESS_KEY_ID', '_ACCESS_KEY_SECRET', '_SECURITY_TOKEN', 'ALIBABACLOUD'],
    ] as const
  ).map(
    ([id, secret, token, family]) =>
      [
        `the family ${id}`,
        NO_KEYS,
        { [id]: KEY.id, [family + secret]: KEY.secret, [family + token]: KEY.token },
        Object.values(KEY),
      ] as const,
  ),
  [
    'a family that does not count, beside key inputs',
    {},
    { ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEY.secret },
    [KEY.secret],
  ],
  ...['HTTP_PROXY', 'https_proxy', 'ALL_PROXY'].map(
    (name) =>
      [
        `the password in ${name}`,
        {},
        { [name]: `http://runner:${PASSWORD}@127.0.0.1:9` },
        [PASSWORD, 'p@ss-of-the-proxy', basic('runner:p@ss-of-the-proxy')],
      ] as const,
  ),
] as const)(
  '%s: masked before anything is printed',
  async ([, inputs, env, secrets], { invoke }) => {
    const step = await invoke({ 'function-name': 'f', 'max-retries': '0', ...inputs }, { env });

    expect(maskedBefore(ANY_OTHER_LINE, step)).toEqual(expect.arrayContaining([...secrets]));
  },
);

test('authorization of an HTTP trigger: masked before the step says what it calls', async ({
  invoke,
}) => {
  const userInfo = basic('ann:open-sesame');
  const authorization = `Basic ${userInfo}`;

  const step = await invoke({
    'function-name': 'f',
    'http-trigger': 'http://127.0.0.1:9',
    event: JSON.stringify({ headers: { authorization } }),
    'max-retries': '0',
  });

  expect(maskedBefore(/^Invoking/, step)).toEqual(
    expect.arrayContaining([authorization, userInfo, 'open-sesame']),
  );
});

test('an ID token and temporary keys: masked before the line of the request that carries them', async ({
  deploy,
  startJob,
}) => {
  const { world, invoke } = await startJob();

  const step = await invoke(
    { 'function-name': await deploy(HANDLER) },
    { env: { RUNNER_DEBUG: '1' } },
  );

  const [key] = world.sts.issued;
  expect(maskedBefore(/AssumeRoleWithOIDC/, step)).toEqual(
    expect.arrayContaining([...world.oidc.issued]),
  );
  expect(maskedBefore(/\/invocations/, step)).toEqual(
    expect.arrayContaining([key?.accessKeyId, key?.accessKeySecret, key?.securityToken]),
  );
});

/** What was masked before the first line like this one; fails where there is none. */
function maskedBefore(line: RegExp, { stdout }: ActionResult): string[] {
  const lines = stdout.split('\n');
  const first = lines.findIndex((each) => line.test(each));
  expect(first).toBeGreaterThanOrEqual(0);
  return lines
    .slice(0, first)
    .filter((each) => each.startsWith('::add-mask::'))
    .map((each) => decodeURIComponent(each.slice('::add-mask::'.length)));
}
