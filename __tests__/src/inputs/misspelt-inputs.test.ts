import { describe, expect, test } from 'vitest';
import { InputReader, inputsOfStep } from '../../../src/inputs/reader';
import { checkInputNames } from '../../../src/inputs/unknown-inputs';
import { INPUT_DEFAULTS } from '../../../src/runner/action-metadata';
import { readStep } from './inputs-in-process';

const NAMES = Object.keys(INPUT_DEFAULTS);

describe('an input whose name is close to that of an input that is not set is an error', () => {
  test.for([
    ['expects', 'expect'],
    ['EXPECT_', 'expect'],
    ['excpet', 'expect'],
    ['expectations', 'expect'],
    ['fail_on', 'fail-on'],
    ['failOn', 'fail-on'],
    ['Fail On', 'fail-on'],
    ['fail-one', 'fail-on'],
    ['attempt', 'attempts'],
    ['timeout-seconds', 'timeout'],
    ['payload-event', undefined],
    ['events', 'event'],
    ['event-temp', 'event-template'],
    ['role', 'role-to-assume'],
    ['wiat', 'wait'],
    ['waits', 'wait'],
    ['wai', 'wait'],
    ['log', undefined],
  ] as const)('`%s`: %s', async ([name, known]) => {
    const { problems, warnings } = await readStep({ [name]: 'x' });

    const shown = name.toLowerCase().replaceAll(' ', '_');
    const sentence = `\`${shown}\` is not an input of this action`;
    expect(problems).toEqual(
      known === undefined ? [] : [`${sentence}; did you mean \`${known}\`?`],
    );
    expect(warnings).toEqual(known === undefined ? [sentence] : []);
  });

  test('with any one letter left out, doubled, replaced or swapped with the next', () => {
    const misspellings = NAMES.filter((name) => !['region', 'function-name'].includes(name))
      .flatMap((name) => [...name].flatMap((_, at) => misspelt(name, at)))
      .filter((name) => !NAMES.includes(name));

    for (const name of misspellings) {
      const variables = { [`INPUT_${name.toUpperCase()}`]: 'x' };
      const reader = new InputReader(inputsOfStep(variables));
      checkInputNames(reader, variables);
      expect(reader.problems, name).toEqual([
        expect.stringMatching(/^`.+` is not an input of this action; did/),
      ]);
    }
    expect(misspellings.length).toBeGreaterThan(1000);
  });
});

function misspelt(name: string, at: number): string[] {
  const [before, letter = '', after] = [name.slice(0, at), name[at], name.slice(at + 1)];
  return [
    before + after,
    before + letter + letter + after,
    `${before}q${after}`,
    before + after.slice(0, 1) + letter + after.slice(1),
  ];
}

test('an empty one is as wrong, since the expression that made it will not always be empty', async () => {
  expect((await readStep({ expects: '' })).problems).toHaveLength(1);
});

describe('it is only a warning', () => {
  const misspeltExpect = '`expects` is not an input of this action; did you mean `expect`?';

  test('if the known input is set to other than its default', async () => {
    const both = await readStep({ expects: 'x', expect: '`true`' });
    const byDefault = await readStep({ time_out: '7', timeout: '600' });
    const changed = await readStep({ time_out: '7', timeout: '60' });

    expect(both).toMatchObject({ problems: [], warnings: [misspeltExpect] });
    expect(byDefault.problems).toHaveLength(1);
    expect(changed).toMatchObject({ problems: [], warnings: [expect.any(String)] });
  });

  test.for(['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'])('where %s is set', async (variable) => {
    const step = await readStep({ expects: 'x' }, { env: { [variable]: 'true' } });

    expect(step).toMatchObject({ problems: [], warnings: [misspeltExpect] });
  });

  test.for(['ACT', 'GITEA_ACTIONS'])('but not where %s is empty', async (variable) => {
    const step = await readStep({ expects: 'x' }, { env: { [variable]: '' } });

    expect(step.problems).toHaveLength(1);
  });

  test('if it is close to none, and all of these are one', async () => {
    const step = await readStep({ unrelated: 'x', colour: 'y' });

    expect(step.warnings).toEqual([
      '`unrelated` is not an input of this action; `colour` is not an input of this action',
    ]);
  });

  test('and a long name is cut, as is a long list', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, number) => [`${number}-${'z'.repeat(500)}`, 'x']),
    );

    const { warnings } = await readStep(many);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.length).toBeLessThan(2000);
  });
});

test('only variables that begin with INPUT_ are inputs', async () => {
  const env = { EXPECTS: 'x', MY_INPUT_EXPECTS: 'x', input_expects: 'x', INPUTS_EXPECTS: 'x' };

  expect(await readStep({}, { env })).toMatchObject({ problems: [], warnings: [] });
});
