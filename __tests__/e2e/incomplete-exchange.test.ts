/** A 101 on every channel ends the step: nothing waits for `timeout`, and nothing is retried. */
import { startTcpServer } from '../network/tcp-server';
import { expect, test } from './keyless-scenario';

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
const SWITCHED = 'server switched to another protocol (101)';

test('from STS: nothing was sent to FC', async ({ emulator, startJob }) => {
  const { world, invoke } = await startJob();
  world.sts.injectFault({ type: 'raw-response', bytes: SWITCHING });

  const step = await invoke({ 'function-name': 'f', 'max-retries': '0' });

  expect(step.outputs['error-type']).toBe('NetworkError');
  expect(step.outputs['error-message']).toContain(SWITCHED);
  expect(step.outputs['error-message']).toContain('the function has not run');
  expect(emulator.requests).toEqual([]);
});

test('from an HTTP trigger', async ({ invoke, onTestFinished }) => {
  const requests: string[] = [];
  const trigger = await startTcpServer((socket) =>
    socket.once('data', (bytes) => {
      requests.push(String(bytes));
      socket.write(SWITCHING);
    }),
  );
  onTestFinished(() => trigger.close());

  const step = await invoke({
    'function-name': 'f',
    'http-trigger': `http://127.0.0.1:${trigger.port}`,
    'max-retries': '3',
  });

  expect(step.outputs['error-type']).toBe('NetworkError');
  expect(step.outputs['error-message']).toContain(`The ${SWITCHED}; the function may have run`);
  expect(requests).toHaveLength(1);
});
