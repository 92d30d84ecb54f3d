import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Emulator, InstanceKind } from '../../emulator';
import { invoke } from '../../emulator/clients/official-sdk';
import { startTestEmulator } from '../support/emulator';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTestEmulator();
});

afterAll(() => emulator.close());

async function logOf(
  instances: InstanceKind,
  source: string,
): Promise<{ log: string; header: string; id: string }> {
  await emulator.deploy({ functionName: 'logger', instances, code: { 'index.js': source } });
  const { log, headers } = await invoke(emulator, 'logger', { log: 'Tail' });
  return { log, header: headers['x-fc-log-result'] ?? '', id: headers['x-fc-request-id'] ?? '' };
}

const KINDS: readonly InstanceKind[] = ['processes', 'in-process'];

test.each(KINDS)(
  'the log is what was written, in its order, between the lines of FC: %s',
  async (kind) => {
    const { log, id } = await logOf(
      kind,
      `exports.handler = async (event, { logger }) => {
    console.log('one', { two: 2 });
    process.stderr.write('raw error\\n');
    console.error('three');
    process.stdout.write('raw output\\n');
    logger.warn('four');
    return 'done';
  };`,
    );
    const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';

    expect(log).toMatch(
      new RegExp(
        [
          `^FC Invoke Start RequestId: ${id}`,
          `${time} ${id} \\[INFO\\] one \\{ two: 2 \\}`,
          'raw error',
          `${time} ${id} \\[ERROR\\] three`,
          'raw output',
          `${time} ${id} \\[WARN\\] four`,
          `FC Invoke End RequestId: ${id}`,
          '',
          'Duration: \\d+\\.\\d\\d ms, Billed Duration: \\d+ ms, ' +
            'Memory Size: 128 MB, Max Memory Used: \\d+\\.\\d\\d MB$',
        ].join('\n'),
      ),
    );
  },
);

test.each(KINDS)(
  'only the last 4,096 bytes come along, even if that cuts a character: %s',
  async (kind) => {
    const { header, log } = await logOf(
      kind,
      `exports.handler = async () => {
    for (let i = 0; i < 5000; i += 1) process.stdout.write('函');
  };`,
    );
    const bytes = Buffer.from(header, 'base64');

    expect(bytes.length).toBe(4096);
    expect(log).toContain('函函函');
    expect(log).not.toContain('FC Invoke Start');
    expect(log).toContain('\nFC Invoke End');
  },
);

test('what a killed process had written is there', async () => {
  const { log } = await logOf(
    'processes',
    `exports.handler = async () => {
    console.log('last words');
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  };`,
  );

  expect(log).toContain('last words');
  expect(log).toContain(', Error: Process exited unexpectedly before completing request');
});

test('without Tail there is no log', async () => {
  expect((await invoke(emulator, 'logger')).headers).not.toHaveProperty('x-fc-log-result');
});
