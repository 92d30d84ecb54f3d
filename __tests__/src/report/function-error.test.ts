/** The error of a function as lines, whatever the language of its runtime. */
import { afterEach, describe, expect, test } from 'vitest';
import { addSecret, forgetSecrets } from '../../../src/redaction';
import { errorText, logBesideError } from '../../../src/report/function-error';
import { resultOf } from '../../support/results';

afterEach(forgetSecrets);

function failed(body: unknown, logs?: string) {
  const result = resultOf(typeof body === 'string' ? body : JSON.stringify(body));
  return { metadata: { functionErrorType: 'UnhandledInvocationError', logs }, result };
}

const NODE = {
  errorMessage: 'thrown on purpose',
  errorType: 'TypeError',
  stackTrace: ['TypeError: thrown on purpose', '    at exports.handler (/code/index.js:4:9)'],
};

describe('the error of', () => {
  test.for<[language: string, body: object, text: string]>([
    [
      'Node.js, whose stack begins with what it says',
      NODE,
      `
TypeError: thrown on purpose
    at exports.handler (/code/index.js:4:9)`,
    ],
    [
      'Node.js, with a code and two lines',
      {
        errorMessage: 'no\nfile',
        errorType: 'Error',
        stackTrace: ['Error [ENOENT]: no', 'file', '    at open (/code/a.js:1:2)'],
      },
      `
Error [ENOENT]: no
file
    at open (/code/a.js:1:2)`,
    ],
    [
      'Python, as strings with line feeds in them',
      {
        errorMessage: 'boom',
        errorType: 'ValueError',
        stackTrace: [
          '  File "/code/index.py", line 4, in handler\n    work()\n',
          '  File "/code/work.py", line 9, in work\n    raise ValueError("boom")\n',
        ],
      },
      `
ValueError: boom
  File "/code/index.py", line 4, in handler
    work()
  File "/code/work.py", line 9, in work
    raise ValueError("boom")`,
    ],
    [
      'Python, as lists',
      {
        errorMessage: 'boom',
        errorType: 'ValueError',
        stackTrace: [['/code/index.py', 4, 'handler', 'work()']],
      },
      `
ValueError: boom
  File "/code/index.py", line 4, in handler
    work()`,
    ],
    [
      'Python, as lists that FC documents',
      {
        errorMessage: 'boom',
        errorType: 'ValueError',
        stackTrace: [['File "/code/index.py"', 'line 4', 'in handler', 'work()']],
      },
      `
ValueError: boom
  File "/code/index.py", line 4, in handler
    work()`,
    ],
    [
      'Python, of nothing but a file',
      { errorMessage: 'x', stackTrace: [['a.py', 1]] },
      `
x
  File "a.py", line 1, in `,
    ],
    [
      'Java, with its causes',
      {
        errorMessage: 'wrapped',
        errorType: 'java.lang.RuntimeException',
        stackTrace: ['example.App.handleRequest(App.java:12)'],
        errorCause: {
          errorMessage: 'inner',
          errorType: 'java.io.IOException',
          stackTrace: ['example.App.read(App.java:30)'],
          errorCause: 'disk\ngone',
        },
      },
      `
java.lang.RuntimeException: wrapped
    example.App.handleRequest(App.java:12)
Caused by: java.io.IOException: inner
    example.App.read(App.java:30)
Caused by: disk
gone`,
    ],
    [
      'PHP',
      {
        errorMessage: 'boom',
        errorType: 'Exception',
        stackTrace: { file: '/code/index.php', line: 4, traceString: '#0 [internal]\n#1 {main}' },
      },
      `
Exception: boom
    at /code/index.php:4
    #0 [internal]
    #1 {main}`,
    ],
    [
      'Go',
      {
        errorMessage: 'boom',
        errorType: 'errorString',
        stackTrace: [{ path: 'code/main.go', line: 7, label: 'main.handle' }],
      },
      `
errorString: boom
    at main.handle (code/main.go:7)`,
    ],
    [
      'anything that names its type in its message',
      { errorMessage: 'TypeError: a', errorType: 'TypeError', stackTrace: ['  x'] },
      `
TypeError: a
  x`,
    ],
    [
      'anything without a type',
      { errorMessage: 'a', stackTrace: 'x\r\ny' },
      `
a
    x
    y`,
    ],
  ])('%s', ([, body, text]) => {
    expect(`\n${errorText(failed(body))}`).toBe(text);
  });

  test('has at most five causes', () => {
    let body: object = NODE;
    for (let depth = 0; depth < 9; depth++) body = { ...NODE, errorCause: body };

    expect(errorText(failed(body))?.match(/^Caused by: TypeError: thrown/gm)).toHaveLength(5);
  });
});

describe('there is no text', () => {
  const { metadata, result } = failed(NODE);

  test.for([
    ['without a result', { metadata, result: undefined }],
    ['of a function that did not fail', { metadata: {}, result }],
    ['without a stack', failed({ ...NODE, stackTrace: undefined })],
    ['of an empty stack', failed({ ...NODE, stackTrace: ['', ' \n'] })],
    ['of a stack that is none', failed({ ...NODE, stackTrace: [{ a: 1 }, 7] })],
    ['of what is not JSON', failed('TypeError: boom')],
    ['of JSON that is no object', failed('["stackTrace"]')],
    ['of a binary result', { metadata, result: resultOf(Buffer.of(0xff)) }],
    ['of a longer body than the log shows', failed({ ...NODE, more: 'x'.repeat(64 * 1024) })],
  ] as const)('%s', ([, invocation]) => {
    expect(errorText(invocation)).toBeUndefined();
  });
});

describe('the text', () => {
  const stack = (count: number) => Array.from({ length: count }, (_, index) => `  at ${index + 2}`);
  const withStack = (count: number) => {
    const error = { errorMessage: 'boom', stackTrace: stack(count) };
    return errorText(failed(error))?.split('\n') ?? [];
  };

  test('of 41 lines is whole, and of more lines its ends', () => {
    expect(withStack(40)).toEqual(['boom', ...stack(40)]);
    expect(withStack(41)).toEqual([
      'boom',
      ...stack(19),
      '    … 2 more lines, see the result',
      ...stack(41).slice(-20),
    ]);
  });

  test('has lines of at most 300 characters, without a part of a secret', () => {
    addSecret('hunter2-hunter2');
    const error = {
      errorMessage: `${'x'.repeat(295)}hunter2-hunter2`,
      stackTrace: 'y'.repeat(301),
    };

    expect(errorText(failed(error))).toBe(`${'x'.repeat(295)}***\n    ${'y'.repeat(295)}…`);
  });

  test('has no colours, and no secret that one interrupts', () => {
    addSecret('hunter2-hunter2');
    const error = { errorMessage: 'hunter2-\u001b[31mhunter2', stackTrace: '\u001b[2m at x' };

    expect(errorText(failed(error))).toBe('***\n     at x');
  });
});

describe('the log beside it', () => {
  test('counts the lines of the same stack, each time, and has all else as it was', () => {
    const entry = `[ERROR] ${JSON.stringify(NODE)}`;

    expect(logBesideError(failed(NODE, `before $&\n${entry}\n${entry}\nafter`))).toBe(
      [
        'before $&',
        ...Array(2).fill(
          '[ERROR] {"errorMessage":"thrown on purpose","errorType":"TypeError","stackTrace":[… 2 lines, see Error]}',
        ),
        'after',
      ].join('\n'),
    );
  });

  test.for([
    ['another stack', failed(NODE, '["TypeError: thrown on purpose"]')],
    ['a stack in another spelling', failed(NODE, JSON.stringify(NODE.stackTrace, null, 1))],
    ['a stack of other things', failed({ ...NODE, stackTrace: [['a.py', 4]] }, '[["a.py",4]]')],
    ['nothing that failed', { ...failed(NODE), metadata: { logs: JSON.stringify(NODE) } }],
  ] as const)('stays as it was with %s', ([, invocation]) => {
    expect(logBesideError(invocation)).toBe(invocation.metadata.logs);
  });

  test('is none where there is none', () => {
    expect(logBesideError(failed(NODE))).toBeUndefined();
  });
});
