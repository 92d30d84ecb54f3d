import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { expect, sample, test } from './scenario';

const MIB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a binary event-file reaches the handler byte for byte, and comes back so', async ({
  emulator,
  invoke,
}) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });
  const bytes = randomBytes(MIB);

  const step = await invoke(
    { 'function-name': 'echo', 'event-file': 'data/event.bin' },
    { workspaceFiles: { 'data/event.bin': bytes } },
  );

  expect(step.exitCode).toBe(0);
  expect(emulator.requests[0]?.body).toEqual({ size: MIB, sha256: sha256(bytes) });
  expect(readFileSync(step.outputs['result-file'] ?? '').equals(bytes)).toBe(true);
  expect(step.outputs.result).toBe('');
  expect(step.annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    expect.stringMatching(/^warning: The result is not valid UTF-8.*result-file/),
  ]);
});

test('an event keeps its white space and its three lines', async ({ emulator, invoke }) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });
  const event = '  first\nsecond "quoted" $HOME\n第三\n';

  const step = await invoke({ 'function-name': 'echo', event });

  expect(step.outputs.result).toBe(event);
});

test('32 MiB travel both ways and leave little log', async ({ emulator, invoke }) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo'), timeout: 60 });
  const bytes = Buffer.alloc(32 * MIB, 'abcdefg\n');

  const step = await invoke(
    { 'function-name': 'echo', 'event-file': 'event' },
    { workspaceFiles: { event: bytes } },
  );

  expect(step.exitCode).toBe(0);
  expect(sha256(readFileSync(step.outputs['result-file'] ?? ''))).toBe(sha256(bytes));
  expect(step.stdoutBytes.length).toBeLessThan(100_000);
  expect(step.stdout).toContain(`Result: 32 MiB in all, in ${step.outputs['result-file']}`);
});

test('a binary result leaves its size and SHA-256 in the log', async ({ deploy, invoke }) => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x01]);
  const step = await invoke({
    'function-name': await deploy(
      'exports.handler = async () => Buffer.from([0xff, 0xfe, 0x00, 0x01]);',
    ),
  });

  expect(step.stdout).toContain(
    `Result: 4 bytes that are not valid UTF-8, SHA-256 ${sha256(bytes)}`,
  );
  expect(step.outputs.result).toBe('');
});

// Windows has no such modes.
const onUnix = test.runIf(process.platform !== 'win32');

onUnix('the result file is readable by its owner only', async ({ deploy, invoke }) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'x';"),
  });

  expect(statSync(step.outputs['result-file'] ?? '').mode & 0o777).toBe(0o600);
});

test('a result of over 400,000 characters is in the file, not in the output', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke({
    'function-name': await deploy("exports.handler = async () => 'x'.repeat(400001);"),
  });

  expect(step.outputs.result).toBe('');
  expect(statSync(step.outputs['result-file'] ?? '').size).toBe(400_001);
  expect(step.annotations[0]?.message).toContain('longer than 400,000 UTF-16 code units');
});

test('an empty result is an empty file', async ({ deploy, invoke }) => {
  const step = await invoke({ 'function-name': await deploy("exports.handler = async () => '';") });

  expect(step.exitCode).toBe(0);
  expect(statSync(step.outputs['result-file'] ?? '').size).toBe(0);
});
