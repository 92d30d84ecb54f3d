/** The commands of docs/emulator.md that try a workflow, run in this process on one emulator. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../../emulator/cli/serve';
import { readArguments } from '../../scripts/try/arguments';
import { tryWorkflow } from '../../scripts/try/try-workflow';
import { startInProcess } from '../runner/in-process';
import { runCommand, TRIED } from '../support/emulator-page';
import { SkippingClock } from '../support/skipping-clock';
import { FOLDER, RECIPES } from './recipe-scenario';

const SAMPLES = `${FOLDER}/functions`;

/** Stands for `/tmp` of the page. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a newcomer can run', () => {
  let samples: Serving;

  beforeAll(async () => {
    samples = await served(SAMPLES);
  });

  afterAll(() => samples.close());

  test.each(TRIED)('%s', async (command) => {
    const given = readArguments(await argumentsOf(command), '.');
    if (given === 'help') throw new Error('It asks for help.');
    const isOfSamples = given.functions.endsWith(SAMPLES);
    const { site, functionNames, close } = isOfSamples ? samples : await served(given.functions);
    const lines: string[] = [];
    const clock = new SkippingClock();

    await tryWorkflow(given, {
      site,
      functionNames,
      print: (line) => lines.push(line),
      startAction: (options) => startInProcess({ ...options, clock }),
      keepIn: folder,
      stop: new AbortController().signal,
    });

    expect(lines.at(-1)).toMatch(/^\n[1-9]\d* passed, 0 failed, /);
    if (!isOfSamples) await close();
  });
});

/** Runs a command whose `npm` only says what it is given. */
async function argumentsOf(command: string): Promise<string[]> {
  const printed = await runCommand(`npm() { printf '%s\\0' "$@"; }; ${command}`, folder);
  const given = printed.split('\0').slice(0, -1);
  return given.slice(given.indexOf('--') + 1);
}

function served(functions: string): Promise<Serving> {
  const options = { folder: functions, port: 0, keyless: true, logs: true };
  return serve(options, () => {}, {}, { instances: 'in-process' });
}

test('every recipe is among them', () => {
  const tried = TRIED.flatMap((each) => each.match(/examples\/[\w/-]+\.yml/g) ?? []);

  expect(tried.sort()).toEqual(RECIPES.map((name) => `${FOLDER}/${name}`));
});
