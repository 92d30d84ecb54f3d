/** The contract's "Cases": what a case inherits, what a file of cases must not have, and its limits. */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Case } from '../../../src/run/plan';
import { readStep, workspaceWith } from './inputs-in-process';

const MIB = 1024 * 1024;
const CASES = { cases: 'tests/cases.yml' } as const;

type Inputs = Readonly<Record<string, string>>;
type Files = Readonly<Record<string, string>>;

/** Reads a step with `tests/cases.yml`. */
async function read(file: string, inputs: Inputs = {}, files: Files = {}) {
  const workspace = workspaceWith({ 'tests/cases.yml': file, ...files });
  return readStep({ ...CASES, ...inputs }, { workspace });
}

/** The cases of a step without problems. */
async function casesIn(...step: Parameters<typeof read>): Promise<readonly Case[]> {
  const { inputs, problems } = await read(...step);
  expect(problems).toEqual([]);
  return inputs?.plan.cases ?? [];
}

function payloads(cases: readonly Case[]): string[] {
  return cases.map(({ request }) => Buffer.from(request.payload).toString());
}

describe('a case', () => {
  test('has a name, a place and what it sets', async () => {
    const [first, second, third] = await casesIn(`# orders
- name: plain
- blocking: false
  name: all of it
  fail-on: none
  timeout: 7
  attempts: 4
  attempt-interval: 2
  expect: statusCode == \`200\`
- { name: later, skip: no prices }
`);
    expect(first).toMatchObject({
      name: 'plain',
      source: { file: 'tests/cases.yml', line: 2 },
      blocking: true,
      skip: false,
      timeoutSeconds: 600,
      gate: { failOn: 'any', attempts: 1, attemptIntervalSeconds: 5, expectations: [] },
    });
    expect(second).toMatchObject({
      name: 'all of it',
      source: { file: 'tests/cases.yml', line: 3 },
      blocking: false,
      skip: false,
      timeoutSeconds: 7,
      gate: {
        failOn: 'none',
        attempts: 4,
        attemptIntervalSeconds: 2,
        expectations: [{ text: 'statusCode == `200`', line: 1 }],
      },
    });
    expect(third).toMatchObject({ name: 'later', skip: 'no prices' });
  });

  test('inherits what it does not set', async () => {
    const [inherits, sets] = await casesIn('[{ name: a }, { name: b, timeout: 8, attempts: 1 }]', {
      'fail-on': 'unhandled',
      timeout: '9',
      attempts: '3',
      'attempt-interval': '1',
    });
    const gate = { failOn: 'unhandled', attempts: 3, attemptIntervalSeconds: 1 };
    expect(inherits).toMatchObject({ timeoutSeconds: 9, gate });
    expect(sets).toMatchObject({ timeoutSeconds: 8, gate: { ...gate, attempts: 1 } });
  });

  test('is judged by the expectations of the step first, and by its own', async () => {
    const [one, other] = await casesIn('[{ name: a, expect: [result.a, result.b] }, { name: b }]', {
      expect: 'result.step',
    });
    const texts = (each?: Case) => each?.gate.expectations.map(({ text }) => text);
    expect(texts(one)).toEqual(['result.step', 'result.a', 'result.b']);
    expect(texts(other)).toEqual(['result.step']);
  });
});

describe('the event of a case', () => {
  const FILES = { 'tests/own.txt': 'of its file', 'step.txt': 'of the step’s file' };

  test.for<[own: object, step: Inputs, sent: string]>([
    [{}, {}, ''],
    [{}, { event: ' of the step ' }, ' of the step '],
    [{}, { 'event-file': 'step.txt' }, 'of the step’s file'],
    [{ event: 'own' }, { event: 'of the step' }, 'own'],
    [{ event: 'own' }, { 'event-file': 'step.txt' }, 'own'],
    [{ event: '' }, { event: 'of the step' }, ''],
    [{ event: '' }, { 'event-file': 'step.txt' }, ''],
    [{ event: '' }, { 'event-template': 'oss' }, ''],
    [{ event: null }, { event: 'of the step' }, 'null'],
    [{ event: { a: [1, true] } }, { 'event-file': 'step.txt' }, '{"a":[1,true]}'],
    [{ 'event-file': 'own.txt' }, { event: 'of the step' }, 'of its file'],
    [{ 'event-file': 'own.txt' }, { 'event-file': 'step.txt' }, 'of its file'],
    [{ 'event-file': ' ./own.txt ' }, {}, 'of its file'],
    [{ 'event-file': '..\\step.txt' }, {}, 'of the step’s file'],
  ])('%j in a step with %j', async ([own, step, sent]) => {
    const cases = await casesIn(JSON.stringify([{ name: 'a', ...own }]), step, FILES);
    expect(payloads(cases)).toEqual([sent]);
  });

  test.for<[own: object, step: Inputs, part: object]>([
    [{ 'event-template': 'timer' }, {}, { triggerName: expect.any(String) }],
    [{ 'event-template': 'timer', event: '' }, {}, { triggerName: expect.any(String) }],
    [{ 'event-template': 'timer', event: { payload: 'x' } }, {}, { payload: 'x' }],
    [{ 'event-template': 'timer' }, { event: '{"payload": "x"}' }, { payload: 'x' }],
    // The path is that of the step, and not one beside the case file.
    [{ 'event-template': 'timer' }, { 'event-file': 'patch.json' }, { payload: 'x' }],
    [{ event: { payload: 'x' } }, { 'event-template': 'timer' }, { payload: 'x' }],
    [{ event: {} }, { 'event-template': 'timer' }, { triggerName: expect.any(String) }],
  ])('%j in a step with %j, of a template', async ([own, step, part]) => {
    const files = { 'patch.json': '{"payload": "x"}' };
    const [sent = ''] = payloads(
      await casesIn(JSON.stringify([{ name: 'a', ...own }]), step, files),
    );
    expect(JSON.parse(sent)).toMatchObject({ ...part, triggerTime: expect.any(String) });
  });

  test('that it inherits is read once for all', async () => {
    const cases = await casesIn(
      '[{ name: a }, { name: b, event: x }, { name: c }]',
      {
        'event-file': 'step.txt',
      },
      FILES,
    );
    expect(cases[2]?.request.payload).toBe(cases[0]?.request.payload);
    expect(cases[2]?.request.channel).toBe(cases[0]?.request.channel);
  });

  test('that no case inherits need not be there', async () => {
    await casesIn('[{ name: a, event: x }]', { 'event-file': 'missing.txt' });
  });
});

describe('the request of a case through a trigger', () => {
  const STEP = {
    'http-trigger': 'true',
    event: '{"path": "/step", "headers": {"X-Kept": "step", "X-Own": "step"}}',
  };

  test.for<[event: unknown, headers: object | undefined]>([
    [{ path: '/a' }, { 'x-kept': 'step', 'x-own': 'step' }],
    [{ headers: { 'X-OWN': 'case' } }, { 'x-kept': 'step', 'x-own': 'case' }],
    ['text', {}],
    [[1], {}],
    ['', {}],
  ])('%j has the headers of the step where it describes one', async ([event, headers]) => {
    const file = JSON.stringify([{ name: 'a', event }]);
    const [only] = await casesIn(file, STEP);
    expect(only?.request.channel).toMatchObject({ kind: 'trigger', request: { headers } });
    expect(only?.request.channel).not.toHaveProperty('request.path', '/step');
  });

  test('is that of the step if it has no event', async () => {
    const [only] = await casesIn('[{ name: a }]', STEP);
    expect(only?.request.channel).toMatchObject({ request: { headers: { 'x-own': 'step' } } });
  });

  test('has no headers of a step whose event is none', async () => {
    const [only] = await casesIn('[{ name: a, event: { path: / } }]', {
      ...STEP,
      event: '"headers"',
    });
    expect(only?.request.channel).toMatchObject({ request: { headers: {} } });
  });

  test.for([
    ['[{ name: a, event: { path: /, pth: x } }]', {}, /^tests\/cases\.yml:1:20: `event` .*pth/],
    ['[{ name: a, event: x }]', { event: '{"path": "/", "pth": 1}' }, /^`event` .*pth/],
    ['[{ name: a }]', { event: '{"path": "/", "pth": 1}' }, /^`event` .*pth/],
    [
      '[{ name: a, event: x }]',
      { event: '{"path": "x", "headers": {"Host": "x"}}' },
      /^`event` must have a path/,
      /^`event` must not set the header Host/,
    ],
  ] as const)('%s in a step with %j is refused', async ([file, step, ...problems]) => {
    expect((await read(file, { ...STEP, ...step })).problems).toEqual(
      problems.map((problem) => expect.stringMatching(problem)),
    );
  });
});

describe('a case file', () => {
  const OWN = '[{ name: a, event-file: own.txt }]';

  test.for<[path: string, file: string]>([
    ['tests/cases.yml', 'tests/cases.yml'],
    ['./tests//cases.yml', 'tests/cases.yml'],
    ['tests\\cases.yml', 'tests/cases.yml'],
    ['tests/../tests/cases.yml', 'tests/cases.yml'],
  ])('%s is found, and annotated as %s', async ([path, file]) => {
    const [only] = await casesIn(OWN, { cases: path }, { 'tests/own.txt': 'x' });
    expect(only?.source?.file).toBe(file);
    expect(payloads(only === undefined ? [] : [only])).toEqual(['x']);
  });

  test('in the workspace by an absolute path is the same', async () => {
    const workspace = workspaceWith({ 'a/cases.yml': OWN, 'a/own.txt': 'x' });
    const { inputs } = await readStep({ cases: join(workspace, 'a/cases.yml') }, { workspace });
    expect(inputs?.plan.cases[0]).toMatchObject({ source: { file: 'a/cases.yml', line: 1 } });
    expect(payloads(inputs?.plan.cases ?? [])).toEqual(['x']);
  });

  test('outside of it is not annotated, and has its event files beside it', async () => {
    const outside = workspaceWith({ 'cases.yml': OWN, 'own.txt': 'x' });
    const { inputs } = await readStep(
      { cases: join(outside, 'cases.yml') },
      { workspace: workspaceWith({ 'own.txt': 'of the workspace' }) },
    );
    expect(inputs?.plan.cases[0].source).toBeUndefined();
    expect(payloads(inputs?.plan.cases ?? [])).toEqual(['x']);
  });

  test('that is not there is named', async () => {
    const { problems } = await readStep({ cases: 'x.yml' }, { workspace: workspaceWith({}) });
    expect(problems).toEqual([expect.stringMatching(/^`cases` must name a file, .*"x\.yml"/)]);
  });

  test('of white space alone is not set', async () => {
    const { inputs } = await readStep({ cases: '  ' });
    expect(inputs?.plan).toMatchObject({ caseFile: undefined, cases: [{ name: 'hello' }] });
  });
});

describe('an event file', () => {
  /** A workspace beside a folder that is not its own, and links to it. */
  function world(): { readonly workspace: string; readonly outside: string } {
    const root = workspaceWith({
      'workspace/.git/config': 'AUTHORIZATION: basic x',
      'workspace/event.txt': '',
      'outside/cases/event.txt': '',
      'outside/secret.txt': 'secret',
    });
    const workspace = join(root, 'workspace');
    mkdirSync(join(workspace, 'tests/folder'), { recursive: true });
    symlinkSync('../../outside/secret.txt', join(workspace, 'tests/link-out'));
    symlinkSync('../.git', join(workspace, 'tests/link-git'));
    symlinkSync('../secret.txt', join(root, 'outside/cases/link-out'));
    return { workspace, outside: join(root, 'outside') };
  }

  test.for([
    ['../../outside/secret.txt', 'must be a path inside the workspace', 'leads outside of it'],
    ['link-out', 'must be a path inside the workspace', 'leads outside of it'],
    ['../../workspace-2/x', 'must be a path inside the workspace', 'leads outside of it'],
    ['../.git/config', 'must be a path outside of .git', 'leads into it'],
    ['link-git/config', 'must be a path outside of .git', 'leads into it'],
    ['folder', 'must name a file', '"tests/folder" in the workspace is not a regular file'],
    ['none', 'must name a file', 'there is no "tests/none" in the workspace'],
  ])('%s of a case file in a folder of the workspace is refused', async ([path, ...parts]) => {
    const { workspace } = world();
    writeFileSync(join(workspace, 'tests/cases.yml'), `- { name: a, event-file: '${path}' }`);

    for (const cases of ['tests/cases.yml', join(workspace, 'tests/cases.yml')]) {
      const { problems } = await readStep({ cases }, { workspace });
      expect(problems).toEqual([
        expect.stringContaining(`${cases}:1:26: \`event-file\` ${parts[0]}`),
      ]);
      expect(problems[0]).toContain(parts[1]);
      // In a case there are no absolute paths.
      expect(problems[0]).not.toContain('absolute');
    }
  });

  test.for([
    ['../secret.txt', 'must be a path inside the folder of the case file', 'leads outside of it'],
    ['link-out', 'must be a path inside the folder of the case file', 'leads outside of it'],
    ['../../workspace/.git/config', 'inside the folder of the case file', 'leads outside of it'],
    ['none', 'must name a file', 'there is no "none" in the folder of the case file'],
  ])('%s of a case file elsewhere is refused', async ([path, ...parts]) => {
    const { workspace, outside } = world();
    const cases = join(outside, 'cases/cases.yml');
    writeFileSync(cases, `- { name: a, event-file: '${path}' }`);

    const { problems } = await readStep({ cases }, { workspace });
    expect(problems).toEqual([expect.stringContaining(`${cases}:1:26: \`event-file\` `)]);
    for (const part of parts) expect(problems[0]).toContain(part);
    expect(problems[0]).not.toContain('absolute');
  });
});

describe('a mistake that a step’s input can have is found in a case, at its place', () => {
  test.for<[keys: string, problem: string]>([
    ['fail-on: never', ':2:12: `fail-on` must be one of any, unhandled, none, but is "never"'],
    ['timeout: 0', ':2:12: `timeout` must be a whole number from 1 to 86400 seconds'],
    ['timeout: 5x', ':2:12: `timeout` must be a whole number from 1 to 86400 seconds'],
    ['attempts: 101', ':2:13: `attempts` must be a whole number from 1 to 100'],
    ['attempt-interval: 3601', ':2:21: `attempt-interval` must be a whole number from 0 to 3600'],
    ['event-template: ossx', ':2:19: `event-template` must be one of'],
    ['{ event: x, event-file: own.txt }', ':2:12: `event` cannot be used with `event-file`'],
    ['{ event: x, event-template: oss }', ':2:12: `event` '],
    ['expect: "# nothing"', ':2:11: `expect` contains no expression'],
    ["expect: ''", ':2:11: `expect` contains no expression'],
    ['expect: status == `1`', ':2:11: `expect` is wrong: `status` is not a name'],
    ['expect: [result.a, reslt.a]', ':2:22: `expect` is wrong: `reslt` is not a name'],
    ['expect: |\n    result.a\n\n    reslt.a', ':5:5: `expect` is wrong: `reslt` is not a name'],
  ])('%s', async ([keys, problem]) => {
    const file = keys.startsWith('{')
      ? `- {\n  ${keys.slice(2, -2)}, name: a }`
      : `- name: a\n  ${keys}`;
    const place = keys.startsWith('{') ? problem.replace(':2:12:', ':2:10:') : problem;
    const { problems } = await read(file, {}, { 'tests/own.txt': '' });
    expect(problems).toEqual([expect.stringContaining(`tests/cases.yml${place}`)]);
  });

  test('and one of the step once, however many cases inherit it', async () => {
    const { problems } = await read('[{ name: a }, { name: b }]', {
      timeout: '0',
      expect: 'reslt',
      'event-file': 'missing.txt',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^`expect` is wrong in line 1, column 1: /),
      expect.stringMatching(/^`timeout` /),
      expect.stringMatching(/^`event-file` /),
    ]);
  });

  test.for(['fail-on', 'timeout', 'attempts', 'attempt-interval'])(
    'and `%s` of the step, even if every case has another',
    async (name) => {
      const value = name === 'fail-on' ? 'any' : '1';
      const { problems } = await read(`[{ name: a, ${name}: ${value} }]`, { [name]: 'x' });
      expect(problems).toEqual([expect.stringMatching(`^\`${name}\` .*, but is "x"`)]);
    },
  );

  test('all are told together, with those of the file and of other inputs', async () => {
    const { problems } = await read(
      '- name: a\n  timeout: x\n  qualifier: y\n- { name: a, event-file: none }\n- 5',
      { region: 'hangzhou', 'max-retries': '99', 'access-key-id': 'alone' },
    );
    expect(problems.map((problem) => problem.split(' ').slice(0, 2).join(' '))).toEqual([
      '`region` must',
      'tests/cases.yml:3:3: `qualifier`',
      'tests/cases.yml:4:11: `name`',
      'tests/cases.yml:5:3: a',
      'tests/cases.yml:2:12: `timeout`',
      'tests/cases.yml:4:26: `event-file`',
      '`access-key-id` is',
      '`max-retries` must',
    ]);
  });
});

describe('combinations are checked with the values of each case:', () => {
  const ASYNC = { 'invocation-type': 'async' };
  const WAIT = { ...ASYNC, wait: 'true' };
  const NEEDS_WAIT = 'needs `wait: true` with `invocation-type: async`';

  test.for<[file: string, step: Inputs, ...problems: string[]]>([
    [
      '[{ name: a, attempts: 2 }]',
      ASYNC,
      `tests/cases.yml:1:23: \`attempts\` above 1 ${NEEDS_WAIT}`,
    ],
    ['[{ name: a }]', { ...ASYNC, attempts: '2' }, `\`attempts\` above 1 ${NEEDS_WAIT}`],
    ['[{ name: a, expect: result }]', ASYNC, `tests/cases.yml:1:21: \`expect\` ${NEEDS_WAIT}`],
    ['[{ name: a }]', { ...ASYNC, expect: 'result' }, `\`expect\` ${NEEDS_WAIT}`],
    [
      '[{ name: a }]',
      { ...ASYNC, 'async-task-id': 'id' },
      '`async-task-id` names a single task, so it cannot be used with `cases`',
    ],
    [
      '[{ name: a, attempts: 2 }]',
      { ...WAIT, 'async-task-id': 'id' },
      '`async-task-id` names a single task, so it cannot be used with `cases`',
      '`async-task-id` names a single task, so it cannot be used with `attempts` above 1',
    ],
  ])('%s with %j is an error', async ([file, step, ...problems]) => {
    expect((await read(file, step)).problems).toEqual(
      problems.map((problem) => expect.stringContaining(problem)),
    );
  });

  test.for<[file: string, step: Inputs]>([
    ['[{ name: a, attempts: 1 }]', { ...ASYNC, attempts: '2' }],
    ['[{ name: a, attempts: 2, expect: result }]', WAIT],
    ['[{ name: a }]', { 'max-parallel': '50' }],
    ['[{ name: a, event: x }]', { event: 'y', 'event-file': 'z' }],
  ])('%s with %j is none', async ([file, step]) => {
    await casesIn(file, step);
  });

  test('`max-parallel` above 1 needs `cases`', async () => {
    const parallel = { 'max-parallel': '2' };
    expect((await readStep(parallel)).problems).toEqual([
      '`max-parallel` above 1 needs `cases` or `repeat` above 1; without them there is one invocation',
    ]);
    expect((await readStep({ 'max-parallel': '1' })).problems).toEqual([]);
    expect((await read('[{ name: a }]', parallel)).inputs?.plan.maxParallel).toBe(2);
    for (const [value, ok] of [
      ['0', false],
      ['1', true],
      ['50', true],
      ['51', false],
    ] as const) {
      const { problems } = await read('[{ name: a }]', { 'max-parallel': value });
      expect(problems.length === 0).toBe(ok);
    }
  });
});

describe('a file in which no blocking case is left to run is no gate:', () => {
  const PROBLEM =
    'tests/cases.yml:1:1: the file must have a case that can fail the step, but each has `skip` or `blocking: false`';

  test.for([
    '[{ name: a, skip: true }]',
    '[{ name: a, blocking: false }]',
    '[{ name: a, skip: later }, { name: b, blocking: false }]',
    '[{ name: a, skip: true, blocking: false }]',
  ])('%s', async (file) => {
    expect((await read(file)).problems).toEqual([PROBLEM]);
  });

  test.for([
    '[{ name: a, skip: true }, { name: b }]',
    '[{ name: a, skip: false }, { name: b, skip: true }]',
    '[{ name: a, blocking: false }, { name: b, blocking: true }]',
  ])('%s is one', async (file) => {
    await casesIn(file);
  });

  test('which is not said of a file with other problems: the case may be one of them', async () => {
    const { problems } = await read('- { name: a, skip: true }\n- b');
    expect(problems).toEqual([expect.stringMatching(/^tests\/cases\.yml:2:3: a case must be/)]);
  });
});

describe('limits:', () => {
  /** A workspace with files of a size, which take no room on the disk. */
  function sized(sizes: Readonly<Record<string, number>>, cases = ''): string {
    const names = Object.keys(sizes);
    const workspace = workspaceWith({
      'tests/cases.yml': cases,
      ...Object.fromEntries(names.map((name) => [`tests/${name}`, ''])),
    });
    for (const [name, size] of Object.entries(sizes)) {
      truncateSync(join(workspace, 'tests', name), size);
    }
    return workspace;
  }

  test('a file of more than 10 MiB is not read', async () => {
    const workspace = sized({ 'cases.yml': 10 * MIB + 1 });
    expect((await readStep(CASES, { workspace })).problems).toEqual([
      `tests/cases.yml:1:1: the file must have at most 10 MiB, but has ${10 * MIB + 1} bytes; split it`,
    ]);
    // Of NUL, and so read.
    expect(
      (await readStep(CASES, { workspace: sized({ 'cases.yml': 10 * MIB }) })).problems,
    ).toEqual([expect.stringMatching(/^tests\/cases\.yml:1:1: .*control character U\+0000/)]);
  });

  // Windows takes the room on the disk.
  test.skipIf(process.platform === 'win32')('nor is one that no memory can hold', async () => {
    const workspace = sized({ 'cases.yml': 1024 * 1024 * MIB });
    expect((await readStep(CASES, { workspace })).problems).toEqual([
      expect.stringContaining(`the file must have at most 10 MiB, but has ${1024 * 1024 * MIB}`),
    ]);
  });

  test('a payload has those of a step, at the place of the case', async () => {
    const file = '- { name: a, event-file: most }\n- { name: b, event-file: more }';
    const sync = sized({ most: 32 * MIB, more: 32 * MIB + 1 }, file);
    expect((await readStep(CASES, { workspace: sync })).problems).toEqual([
      expect.stringMatching(/^tests\/cases\.yml:2:26: `event-file` must hold at most 32 MiB/),
    ]);
    const async = sized({ most: 256 * 1024, more: 256 * 1024 + 1 }, file);
    const step = { ...CASES, 'invocation-type': 'async' };
    expect((await readStep(step, { workspace: async })).problems).toEqual([
      expect.stringMatching(/^tests\/cases\.yml:2:26: `event-file` must hold at most 256 KiB/),
    ]);
  });

  test('over 128 KiB, an asynchronous one is a warning', async () => {
    const file = '- { name: a, event-file: most }\n- { name: b, event-file: more }';
    const workspace = sized({ most: 128 * 1024, more: 128 * 1024 + 1 }, file);
    const step = { ...CASES, 'invocation-type': 'async' };
    expect((await readStep(step, { workspace })).warnings).toEqual([
      expect.stringMatching(
        /^tests\/cases\.yml:2:26: `event-file` makes a payload of 131073 bytes/,
      ),
    ]);
  });

  test('all payloads together have 256 MiB, of which one that is inherited counts once', async () => {
    const list = (count: number) =>
      JSON.stringify([
        ...Array.from({ length: count }, (_, index) => ({
          name: `n${index}`,
          'event-file': 'half',
        })),
        { name: 'x' },
        { name: 'y' },
      ]);
    const step = { ...CASES, 'event-file': 'tests/half' };
    const most = sized({ half: 32 * MIB }, list(7));
    expect((await readStep(step, { workspace: most })).problems).toEqual([]);
    const more = sized({ half: 32 * MIB }, list(8));
    expect((await readStep(step, { workspace: more })).problems).toEqual([
      '`cases` must have events of at most 256 MiB in all; divide the cases among several steps',
    ]);
  });

  test('ten thousand problems are told in moderation, and in no time', async () => {
    const lines = (count: number) => `- name: a\n  expect: |\n${'    reslt\n'.repeat(count)}`;
    expect((await read(lines(99))).problems).toHaveLength(99);
    const { problems } = await read(`${lines(10_000)}- name: b\n  timeout: x\n`);
    expect(problems).toHaveLength(101);
    expect(problems[99]).toMatch(/^tests\/cases\.yml:102:5: /);
    expect(problems[100]).toBe('there are more problems than these 100');
  });

  test.for([
    [100, []],
    [101, ['there are more problems than these 100']],
    [300, ['there are more problems than these 100']],
  ] as const)('of %i problems of a file, a hundred are told', async ([count, more]) => {
    const { problems } = await read(`- name: a\n  event: [${'007,'.repeat(count)}]\n`);
    const ofTheFile = expect.stringMatching(/^tests\/cases\.yml:2:\d+: /);
    expect(problems.slice(0, 100)).toEqual(Array(100).fill(ofTheFile));
    expect(problems.slice(100)).toEqual(more);
  });

  test('a problem that is known does not count', async () => {
    const cases = Array.from({ length: 101 }, (_, index) => ({ name: `n${index}` }));
    const file = JSON.stringify([
      ...Array.from({ length: 97 }, (_, index) => ({ name: `x${index}`, timeout: 'x' })),
      ...cases,
    ]);
    const { problems } = await read(file, { attempts: 'x', timeout: 'x', 'fail-on': 'x' });
    expect(problems).toHaveLength(100);
    expect(problems.at(-1)).not.toContain('there are more');
  });
});
