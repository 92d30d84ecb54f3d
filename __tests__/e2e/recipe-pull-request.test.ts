import { describe } from 'vitest';
import { BROKEN, expect, HEALTHY, ORDERS, returns, test } from './recipe-scenario';

const FILE = 'pull-request-preview.yml';
const FUNCTION = 'orders-pr-12';
const MARKER = '<!-- preview -->';

test('the first push makes function and comment, the next ones change both', async ({
  runRecipe,
  standIns: { pullRequest },
}) => {
  pullRequest.comment('Nice work!', 'octocat');
  // Anyone can write this, and a bot may say something else.
  pullRequest.comment(`${MARKER} not ours`, 'mallory');
  pullRequest.comment('Coverage: 100 %');
  const others = structuredClone(pullRequest.comments);

  const first = await runRecipe(FILE, { repository: { [ORDERS]: HEALTHY } });
  const made = structuredClone(pullRequest.comments);
  const second = await runRecipe(FILE, { repository: { [ORDERS]: BROKEN } });

  expect(made.slice(0, 3)).toEqual(others);
  expect(made).toHaveLength(4);
  expect(made[3]?.body).toBe(
    [
      MARKER,
      `Preview of 6dcb09b5b57875f334f61aebed695e2e4193db5e: **success**, request ${first.runs[0]?.outputs['request-id']}`,
      '',
      '```text',
      '',
      '{"status":"ok"}',
      '```',
    ].join('\n'),
  );
  expect(pullRequest.comments.slice(0, 3)).toEqual(others);
  expect(pullRequest.comments).toHaveLength(4);
  expect(pullRequest.comments[3]?.id).toBe(made[3]?.id);
  expect(pullRequest.comments[3]?.body).toContain('**failure**');
  expect(pullRequest.comments[3]?.body).toContain('broken on purpose');
  expect(second.jobs).toMatchObject({
    preview: { result: 'failure' },
    comment: { result: 'success' },
    remove: { result: 'skipped' },
  });
});

test('the comment is found among many others', async ({ runRecipe, standIns: { pullRequest } }) => {
  const others = (count: number) => {
    for (let each = 0; each < count; each++) pullRequest.comment('+1', 'octocat');
  };
  others(150);
  pullRequest.comment(`${MARKER}\nof an earlier push`);
  others(100);

  await runRecipe(FILE, { repository: { [ORDERS]: HEALTHY } });

  expect(pullRequest.comments).toHaveLength(251);
  expect(pullRequest.comments[150]?.body).toContain('**success**');
});

describe('a result stays within its fence', () => {
  test.for([
    [
      'fences, commands, quotes and NUL',
      `\`\`\`\n@octocat\n${'`'.repeat(50)}\n~~~\n</details>"}\n$(touch pwned) \\u0000 \0\ncomment=x\nEOF`,
    ],
    ['nothing but backticks', '`'.repeat(30_000)],
    ['many backticks', '` '.repeat(15_000)],
    ['characters of three bytes, cut in the middle of one', `a${'漢'.repeat(10_000)}`],
    ['the most that JSON makes of it', '\u0001'.repeat(30_000)],
  ] as const)('%s', async ([, text], { runRecipe, standIns: { pullRequest } }) => {
    const code = `exports.handler = async () => Buffer.from(${JSON.stringify(text)});`;

    const { jobs } = await runRecipe(FILE, { repository: { [ORDERS]: code } });

    expect(jobs.comment?.result).toBe('success');
    const lines = pullRequest.comments[0]?.body.split('\n') ?? [];
    const [fence = ''] = /^`{3,}/.exec(lines[3] ?? '') ?? [];
    expect(lines[3]).toBe(`${fence}text`);
    expect(lines.at(-1)).toBe(fence);
    const inside = lines.slice(4, -1).join('\n');
    expect(inside).not.toContain(fence);
    const start = text.replace('\0', '').slice(0, 6000).trimEnd();
    expect(inside).toContain(start);
    expect(pullRequest.comments[0]?.body.length).toBeLessThan(65_536);
  });
});

test.for([
  ['of a fork', ['synchronize', 'mallory/shop']],
  ['of Dependabot', ['synchronize', undefined, 'dependabot[bot]']],
  ['of a fork that is closed', ['closed', 'mallory/shop']],
] as const)(
  'nothing runs for a pull request %s',
  async ([, event], { emulator, runRecipe, standIns: { pullRequest } }) => {
    const { runs, jobs } = await runRecipe(FILE, {
      repository: { [ORDERS]: HEALTHY },
      event: pullRequest.event(...event),
    });

    expect(runs).toEqual([]);
    expect(Object.values(jobs).map(({ result }) => result)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(pullRequest.comments).toEqual([]);
    expect(emulator.requests).toEqual([]);
  },
);

test('the function is removed with its pull request', async ({
  emulator,
  runRecipe,
  standIns: { pullRequest },
}) => {
  await emulator.deploy({ functionName: FUNCTION, code: { 'index.js': returns('ok') } });

  const { jobs } = await runRecipe(FILE, { event: pullRequest.event('closed') });

  expect(jobs).toMatchObject({
    preview: { result: 'skipped' },
    comment: { result: 'skipped' },
    remove: { result: 'success' },
  });
  expect(() => emulator.publishVersion(FUNCTION)).toThrow();
});
