import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_DEFAULTS, OUTPUT_NAMES } from '../../src/runner/action-metadata';

interface ActionYml {
  readonly inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string }>;
  readonly runs: { using: string; main: string };
}

const action: ActionYml = parse(readFileSync('action.yml', 'utf8'));

// The code can read and write no other names: `InputName` and `OutputName` are made of these.
test('the code knows exactly the inputs of action.yml, with their defaults', () => {
  const declared = Object.entries(action.inputs).map(([name, input]) => [
    name,
    input.default ?? '',
  ]);

  expect(INPUT_DEFAULTS).toEqual(Object.fromEntries(declared));
});

test('the code knows exactly the outputs of action.yml', () => {
  expect([...OUTPUT_NAMES]).toEqual(Object.keys(action.outputs));
});

test('every input of action.yml is read somewhere', () => {
  const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && file !== 'src/runner/action-metadata.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

  for (const name of Object.keys(INPUT_DEFAULTS)) expect(sources).toContain(`'${name}'`);
});

test('every input and output is described, and the runtime is Node.js 24', () => {
  for (const entry of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(entry.description).toMatch(/\w/);
  }
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});
