import { BROKEN, expect, HEALTHY, test } from './recipe-scenario';

const FILE = 'notify.yml';

const RUN = 'https://github.com/octo-org/shop/actions/runs/1658821493';

/** What a function may say: it must reach the groups as it is, and nothing in it may take effect. */
const HOSTILE = [
  'quotes " and \' and \\" and a comma, then "}, "at": {"isAtAll": true}',
  '$(touch pwned) `touch pwned` $IFS $TEXT; touch pwned #',
  '%s %n \\n \\u0000 \\x',
  '库存不足：“订单” 12 → 退款 💥',
  '<at user_id="all">all</at>',
].join('\n');

const throwing = (message: string) =>
  `exports.handler = async () => { throw new Error(${JSON.stringify(message)}); };`;

test('nothing is sent when the function works', async ({ emulator, runRecipe, standIns }) => {
  await emulator.deploy({ functionName: 'orders', code: { 'index.js': HEALTHY } });

  await runRecipe(FILE);

  expect(standIns.robots.messages).toEqual([]);
});

test.for([
  ['with quotes, commands and lines', HOSTILE],
  ['that begins like an option', '-n --help @/etc/passwd'],
  ['of a megabyte', '长'.repeat(300_000)],
] as const)(
  'both groups are told of an error %s',
  async ([, message], { emulator, runRecipe, standIns }) => {
    await emulator.deploy({ functionName: 'orders', code: { 'index.js': throwing(message) } });

    const { runs } = await runRecipe(FILE);

    const why = runs[0]?.outputs['error-message'] ?? '';
    const id = runs[0]?.outputs['request-id'] ?? '';
    // The action puts it into one line, and cuts it: a message holds 20,000 bytes.
    expect(why).toContain(message.split('\n')[0]?.slice(0, 100));
    expect(Buffer.byteLength(why)).toBeLessThan(10_000);
    expect(id).not.toBe('');
    const title = '❌ Check and notify';
    const text = `${title}: ${why}\nRequest ID: ${id}\n${RUN}`;
    const content = [
      [{ tag: 'text', text: `${why}\nRequest ID: ${id}` }],
      [{ tag: 'a', text: RUN, href: RUN }],
    ];
    expect(standIns.robots.messages).toEqual([
      { to: 'dingtalk', body: { msgtype: 'text', text: { content: text } } },
      {
        to: 'feishu',
        body: { msg_type: 'post', content: { post: { zh_cn: { title, content } } } },
      },
    ]);
  },
);

test.for([
  ['dingtalk', 'sign not match', []],
  ['feishu', 'sign match fail', ['dingtalk']],
] as const)(
  'a robot of %s that refuses fails the step, although its status is 200',
  async ([name, why, told], { emulator, runRecipe, standIns: { robots } }) => {
    await emulator.deploy({ functionName: 'orders', code: { 'index.js': BROKEN } });
    robots.changeSecret(name);

    await expect(runRecipe(FILE)).rejects.toThrow(why);
    expect(robots.messages.map(({ to }) => to)).toEqual(told);
  },
);
