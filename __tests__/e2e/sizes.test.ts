import { startTcpServer } from '../network/tcp-server';
import { expect, sample, test } from './scenario';

const MIB = 1024 * 1024;

test('a byte over 32 MiB is refused before anything is sent', async ({ emulator, invoke }) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });

  const step = await invoke(
    { 'function-name': 'echo', 'event-file': 'event' },
    { workspaceFiles: { event: Buffer.alloc(32 * MIB + 1) } },
  );

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain('holds 33554433 bytes');
  expect(emulator.requests).toEqual([]);
});

test('an answer that comes before the event was read is not lost', async ({
  invoke,
  onTestFinished,
}) => {
  const body = JSON.stringify({ Code: 'EntityTooLarge', Message: 'too large', RequestId: '1-a' });
  const gateway = await startTcpServer((socket) =>
    socket.once('data', () => {
      const head = `HTTP/1.1 413 Too Large\r\nContent-Length: ${body.length}\r\nConnection: close`;
      socket.write(`${head}\r\n\r\n${body}`);
      socket.resume();
    }),
  );
  onTestFinished(() => gateway.close());

  const step = await invoke(
    {
      'function-name': 'echo',
      'event-file': 'event',
      endpoint: `http://127.0.0.1:${gateway.port}`,
    },
    { workspaceFiles: { event: Buffer.alloc(8 * MIB) } },
  );

  expect(step.outputs['error-type']).toBe('EntityTooLarge');
});
