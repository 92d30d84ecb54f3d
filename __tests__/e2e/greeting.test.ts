import { expect, test } from './scenario';

test('a name in Chinese reaches the handler, and its answer comes back', async ({
  emulator,
  deploy,
  invoke,
}) => {
  const functionName = await deploy('exports.handler = async (event) => "你好，" + event;');

  const step = await invoke({ 'function-name': functionName, event: '函数计算' });

  expect(step.exitCode).toBe(0);
  expect(step.outputs.result).toBe('你好，函数计算');
  expect(emulator.executions(functionName)).toBe(1);
});
