/** What is shown by code that runs in the action's process before the action. */

import { sample } from '../e2e/scenario';
import { preloadOption } from '../faults/arrangements';
import { CORPUS, MARKER } from '../hostile/texts';
import { expect, test } from './bundle';

const SLEEPS = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000, ''));";

/** Without those of a megabyte. */
const TEXTS = CORPUS.filter((text) => text.length < 32 * 1024);

test('a defect that shows while nobody waits for anything fails the step all the same', async ({
  emulator,
  invoke,
}) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });
  const lateDefect = preloadOption(`
    import fs from 'node:fs';
    const { createReadStream } = fs;
    fs.createReadStream = (...given) => {
      setImmediate(() => { throw new Error('late defect'); });
      return createReadStream(...given);
    };
  `);

  // A long result that is no text is read again, for its hash.
  const step = await invoke(
    { 'function-name': 'echo', 'event-file': 'event' },
    {
      workspaceFiles: { event: Buffer.alloc(3 * 1024 * 1024, 0xff) },
      env: { NODE_OPTIONS: lateDefect },
    },
  );

  expect(step.exitCode).toBe(1);
  expect(step.outputs['error-type']).toBe('InternalError');
  expect(step.outputs['error-message']).toContain('late defect');
  expect(step.outputs['request-id']).not.toBe('');
});

/** A thread of Node.js that reads what nobody writes, as from a network drive that hangs. */
const HANGING_THREAD = preloadOption(`
  import { execFileSync } from 'node:child_process';
  import { openSync, read } from 'node:fs';
  const pipe = process.env.RUNNER_TEMP + '/pipe';
  execFileSync('mkfifo', [pipe]);
  read(openSync(pipe, 'r+'), Buffer.alloc(1), 0, 1, null, () => undefined);
`);

// Without an end of its own, the process would wait for the thread, and this test with it.
test.runIf(process.platform !== 'win32')(
  'a step that has failed ends, whatever its threads wait for',
  async ({ deploy, invoke }) => {
    const functionName = await deploy(SLEEPS, { timeout: 60 });

    const step = await invoke(
      { 'function-name': functionName, timeout: '1' },
      { env: { NODE_OPTIONS: HANGING_THREAD } },
    );

    expect(step.exitCode).not.toBe(0);
    expect(step.outputs['error-type']).toBe('Timeout');
    expect(step.annotations).toHaveLength(1);
  },
);

test('without protection, commands of the same texts are taken', async ({
  emulator,
  deploy,
  start,
}) => {
  const functionName = await deploy("exports.handler = async () => '';");
  emulator.injectFault({ type: 'body', body: TEXTS.join('\n') });

  const run = start(
    { 'function-name': functionName },
    { env: { NODE_OPTIONS: preloadOption(WITHOUT_STOP_COMMANDS) }, refuseForeignCommands: false },
  );

  const { commands } = await run.finished;
  expect(commands.filter(({ data }) => data.includes(MARKER)).length).toBeGreaterThan(50);
});

/** Takes out of the action's output the line with which it protects the text after it. */
const WITHOUT_STOP_COMMANDS = `
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text, ...rest) =>
    write(typeof text === 'string' ? text.replace(/^::stop-commands::.*\\n/, '') : text, ...rest);
`;
