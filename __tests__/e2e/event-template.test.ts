import { TEMPLATE_NAMES } from '../../src/event/template';
import { expect, sample, test } from './scenario';

test.for(TEMPLATE_NAMES)(
  'the template %s reaches the handler',
  async (name, { emulator, invoke }) => {
    await emulator.deploy({ functionName: 'echo', code: sample('echo') });

    const step = await invoke({ 'function-name': 'echo', 'event-template': name });

    expect(step.exitCode).toBe(0);
    const event: unknown = JSON.parse(step.outputs.result ?? '');
    expect(JSON.stringify(event)).not.toContain('{{');
  },
);

test('the template github does without the API client that the toolkit prepares behind a proxy', async ({
  emulator,
  invoke,
}) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });

  const step = await invoke(
    { 'function-name': 'echo', 'event-template': 'github' },
    { env: { HTTPS_PROXY: 'http://127.0.0.1:9' } },
  );

  expect(step.exitCode).toBe(0);
});

test('event is merged into the template', async ({ emulator, invoke }) => {
  await emulator.deploy({ functionName: 'echo', code: sample('echo') });

  const step = await invoke({
    'function-name': 'echo',
    'event-template': 'timer',
    event: '{"payload": "nightly"}',
    expect: "result.payload == 'nightly' && result.triggerName",
  });

  expect(JSON.parse(step.outputs.result ?? '')).toMatchObject({ payload: 'nightly' });
});

test('an event that is not JSON cannot be merged', async ({ emulator, invoke }) => {
  const step = await invoke({
    'function-name': 'f',
    'event-template': 'timer',
    event: 'nightly',
  });

  expect(step.outputs['error-type']).toBe('InvalidInput');
  expect(step.outputs['error-message']).toContain('`event` must be JSON');
  expect(emulator.requests).toEqual([]);
});
