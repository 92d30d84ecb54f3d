/** `cases.schema.json`, by which editors judge a case file, agrees with what reads it. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TEMPLATE_NAMES } from '../../../src/event/template';
import { CASE_INPUTS } from '../../../src/inputs/case-file';
import { readCases } from './case-file-read';
import { readStep, workspaceWith } from './inputs-in-process';

const schema = JSON.parse(readFileSync('cases.schema.json', 'utf8'));
const { properties } = schema.items;
const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);

/** As an editor does, which knows YAML 1.2 only. */
function isValidInEditor(file: string): boolean {
  return isValid(parse(file, { logLevel: 'silent' }));
}

/** As a step does: the file, then each input by what judges the step's own. */
async function isValidInStep(file: string): Promise<boolean> {
  const { cases, problems } = await readCases(file);
  if (problems.length > 0) return false;
  const workspace = workspaceWith({ 'event.json': '{}' });
  for (const { inputs } of cases) {
    const given = [...inputs].map(([name, { text }]) => [name, text]);
    if ((await readStep(Object.fromEntries(given), { workspace })).problems.length > 0)
      return false;
  }
  return true;
}

const CASE = '- name: n\n  ';

describe('what both allow', () => {
  test.each([
    '- name: n',
    '- name: " n "',
    `- name: ${'n'.repeat(200)}`,
    '- { name: a }\n- { name: b }',
    `${CASE}event:`,
    `${CASE}event: ''`,
    `${CASE}event: { a: [1.5, x, null] }`,
    `${CASE}event: 5`,
    `${CASE}event-file: event.json`,
    `${CASE}event-file: ./event.json`,
    `${CASE}event-template: oss`,
    `${CASE}event-template: http\n  event: { path: /a }`,
    `${CASE}expect: result == 'ok'`,
    `${CASE}expect: |\n    # why\n\n    result == 'ok'\n`,
    `${CASE}expect: [result == 'ok', "errorType == ''"]`,
    `${CASE}expect: ["# why", result == 'ok']`,
    `${CASE}fail-on: unhandled`,
    `${CASE}timeout: 1`,
    `${CASE}timeout: "86400"`,
    `${CASE}attempts: 100`,
    `${CASE}attempt-interval: 0`,
    `${CASE}attempt-interval: ' 3600 '`,
    `${CASE}blocking: false`,
    `${CASE}skip: true`,
    `${CASE}skip: waits for the price list`,
    `${CASE}skip: not yet`,
    `${CASE}skip: disabled`,
    '[{"name": "n", "event": null, "blocking": true, "skip": false}]',
  ])('%j', async (file) => {
    expect(isValidInEditor(file)).toBe(true);
    expect(await isValidInStep(file)).toBe(true);
  });
});

describe('what both refuse', () => {
  test.each([
    '',
    '[]',
    'cases: [{ name: n }]',
    '- n',
    '-',
    '- {}',
    '- name:',
    '- name: ""',
    '- name: " "',
    '- name: 5',
    '- name: [n]',
    '- name: "a\\nb"',
    `- name: ${'n'.repeat(201)}`,
    `${CASE}nmae: n`,
    `${CASE}qualifier: prod`,
    `${CASE}event: a\n  event-file: event.json`,
    `${CASE}event-file:`,
    `${CASE}event-file: ' '`,
    `${CASE}event-file: /event.json`,
    `${CASE}event-file: C:\\event.json`,
    `${CASE}event-file: \\\\host\\event.json`,
    `${CASE}event-file: [event.json]`,
    `${CASE}event-template: osss`,
    `${CASE}event-template:`,
    `${CASE}expect:`,
    `${CASE}expect: "# why"`,
    `${CASE}expect: 5`,
    `${CASE}expect: { a: b }`,
    `${CASE}expect: []`,
    `${CASE}expect: [a, ""]`,
    `${CASE}expect: [a, 5]`,
    `${CASE}expect: ["# why"]`,
    `${CASE}expect:\n  - result == 'a: b'`,
    `${CASE}fail-on: handled`,
    `${CASE}timeout: 0`,
    `${CASE}timeout: 86401`,
    `${CASE}timeout: 5s`,
    `${CASE}timeout: 1.5`,
    `${CASE}timeout: true`,
    `${CASE}attempts: 0`,
    `${CASE}attempts: 101`,
    `${CASE}attempts: [1]`,
    `${CASE}attempt-interval: -1`,
    `${CASE}attempt-interval: 3601`,
    `${CASE}blocking:`,
    `${CASE}blocking: no`,
    `${CASE}blocking: "true"`,
    `${CASE}blocking: 1`,
    `${CASE}skip:`,
    `${CASE}skip: ""`,
    `${CASE}skip: no`,
    `${CASE}skip: "Off"`,
    `${CASE}skip: 'false'`,
    `${CASE}skip: 1`,
    `[${Array.from({ length: 1001 }, (_, index) => `{"name":"${index}"}`)}]`,
  ])('%j', async (file) => {
    expect(isValidInEditor(file)).toBe(false);
    expect(await isValidInStep(file)).toBe(false);
  });
});

describe('what only the action can know', () => {
  test.each([
    ['that names differ', '- name: n\n- name: n'],
    ['how numbers are written', `${CASE}event: 0x1F`],
    ['how numbers are written', `${CASE}timeout: 1e2`],
    ['the range of a number in quotes', `${CASE}timeout: "86401"`],
    ['the length of a name outside of the BMP', `- name: ${'😀'.repeat(101)}`],
    ['what was close to a boolean', `${CASE}skip: flase`],
    ['the syntax of expectations', `${CASE}expect: result =`],
    ['which files there are', `${CASE}event-file: missing.json`],
    ['tags', `${CASE}event: !x a`],
    ['how deep an event is', `${CASE}event: ${'['.repeat(201)}${']'.repeat(201)}`],
  ])('%s', async (_, file) => {
    expect(isValidInEditor(file)).toBe(true);
    expect(await isValidInStep(file)).toBe(false);
  });
});

test('the schema asks for lower case where the action does not', async () => {
  const file = `${CASE}fail-on: None\n  event-template: OSS`;

  expect(isValidInEditor(file)).toBe(false);
  expect(await isValidInStep(file)).toBe(true);
});

describe('the lists of the schema are those of the code:', () => {
  test('keys', () => {
    expect(Object.keys(properties)).toEqual(['name', ...CASE_INPUTS, 'blocking', 'skip']);
  });

  test('event templates', () => {
    expect(properties['event-template'].enum).toEqual(TEMPLATE_NAMES);
  });

  test('values of `fail-on`', async () => {
    const { problems } = await readStep({ 'fail-on': '?' });

    expect(problems.join()).toContain(`must be one of ${properties['fail-on'].enum.join(', ')},`);
  });
});

test('every key says what it is', () => {
  for (const { title, description } of [
    schema,
    schema.items,
    ...Object.values<{ title: string; description: string }>(properties),
  ]) {
    expect(title).toMatch(/^[A-Z]/);
    expect(description.length).toBeGreaterThan(20);
  }
});
