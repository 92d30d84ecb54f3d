import { expect, test } from './scenario';

const NODE = `// a comment
exports.handler = async () => {
  throw new Error('in line 3');
};
`;

/** A Python function error as FC's runtime writes it. */
const PYTHON_ERROR = JSON.stringify({
  errorMessage: 'division by zero',
  errorType: 'ZeroDivisionError',
  stackTrace: [
    ['File "/code/index.py"', 'line 7', 'in handler', 'return divide(1, 0)'],
    ['File "/code/lib/maths.py"', 'line 2', 'in divide', 'return a / b'],
  ],
});

test('a Node.js error is annotated at its file and line in the repository', async ({
  deploy,
  invoke,
}) => {
  const step = await invoke(
    { 'function-name': await deploy(NODE), 'source-path': 'functions/order' },
    { workspaceFiles: { 'functions/order/index.js': NODE } },
  );

  expect(step.annotations).toEqual([
    expect.objectContaining({ level: 'error', file: 'functions/order/index.js', line: 3 }),
  ]);
});

test('a Python error is annotated where it was raised', async ({ emulator, deploy, invoke }) => {
  const functionName = await deploy("exports.handler = async () => 'x';");
  emulator.injectFault(
    { type: 'headers', set: [['X-Fc-Error-Type', 'UnhandledInvocationError']] },
    { type: 'body', body: PYTHON_ERROR },
  );

  const step = await invoke(
    { 'function-name': functionName, 'source-path': 'app' },
    { workspaceFiles: { 'app/index.py': '', 'app/lib/maths.py': '' } },
  );

  expect(step.annotations[0]).toMatchObject({ file: 'app/lib/maths.py', line: 2 });
});

test('a frame whose file is not in the repository is not annotated', async ({ deploy, invoke }) => {
  const step = await invoke(
    { 'function-name': await deploy(NODE), 'source-path': 'src' },
    { workspaceFiles: { 'src/other.js': '' } },
  );

  expect(step.annotations[0]).not.toHaveProperty('file');
});
