import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/failure';
import { type FailedInvocation, locateError } from '../../../src/report/source-location';
import { framesInBody, framesInText } from '../../../src/report/stack-frames';
import { resultOf } from '../../support/results';

/** A checkout, and a file beside it that is none of its business. */
const outside = realpathSync(mkdtempSync(join(tmpdir(), 'checkout-')));
const workspace = join(outside, 'repository');
for (const path of [
  'repository/functions/hello/index.js',
  'repository/functions/hello/index.py',
  'repository/functions/hello/index.php',
  'repository/functions/hello/main.go',
  'repository/functions/hello/Handler.cs',
  'repository/functions/hello/lib/store.mjs',
  'repository/functions/hello/lib/my file.mjs',
  'repository/functions/hello/lib/store.py',
  'repository/functions/hello/mirror.git/hook.js',
  'repository/functions/hello/node_modules/pg/index.js',
  'repository/functions/hello/vendor/acme/client.php',
  'repository/java/src/main/java/example/App.java',
  'repository/java/src/main/java/example/Twice.java',
  'repository/java/src/other/java/example/Twice.java',
  'repository/java/src/main/java/example/store/Store.kt',
  'repository/shared/common.js',
  'repository/.git/config.js',
  'secret.js',
]) {
  mkdirSync(dirname(join(outside, path)), { recursive: true });
  writeFileSync(join(outside, path), '');
}
const hello = join(workspace, 'functions/hello');
symlinkSync(join(outside, 'secret.js'), join(hello, 'escape.js'));
symlinkSync(outside, join(hello, 'escape'));
symlinkSync(join(workspace, 'shared'), join(hello, 'shared'));
symlinkSync(outside, join(workspace, 'linked-out'));

function failed(body: unknown, logs?: string): FailedInvocation {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { result: resultOf(text), metadata: { logs } };
}

/** `file:line:column`, as far as it is known. */
function located(
  invocation: FailedInvocation,
  sourcePath = 'functions/hello',
  kind: FailureKind = 'function',
): string | undefined {
  const location = locateError({ kind }, invocation, { workspace, sourcePath });
  return location && [location.file, location.line, location.column].filter(Boolean).join(':');
}

function stack(stackTrace: unknown): FailedInvocation {
  return failed({ errorMessage: 'oops', errorType: 'Error', stackTrace });
}

describe('the place of an error in', () => {
  test.each([
    ['a CommonJS module', '    at exports.handler (/code/index.js:4:9)', 'index.js:4:9'],
    ['a function without a name', '    at /code/index.js:4:9', 'index.js:4:9'],
    ['an ES module', '    at async file:///code/lib/store.mjs:1:2', 'lib/store.mjs:1:2'],
    [
      'a module with a blank',
      '    at f (file:///code/lib/my%20file.mjs:3:1)',
      'lib/my file.mjs:3:1',
    ],
    [
      'a method',
      '    at async Store.get [as load] (/code/lib/store.mjs:12:34)',
      'lib/store.mjs:12:34',
    ],
    ['eval', '    at eval (eval at handler (/code/index.js:7:3), <anonymous>:1:1)', 'index.js:7:3'],
  ])('Node.js: %s', (_, line, place) => {
    const frames = ['TypeError: oops', line, '    at process.processTicks (node:internal:95:5)'];
    expect(located(stack(frames))).toBe(`functions/hello/${place}`);
    expect(located(stack(frames.join('\n')))).toBe(`functions/hello/${place}`);
  });

  test.each([
    ['as FC documents it', [['File "/code/index.py"', 'line 4', 'in handler', 'raise X()']]],
    ['as tuples', [['/code/index.py', 4, 'handler', 'raise X()']]],
    ['as lines', ['  File "/code/index.py", line 4, in handler\n    raise X()\n']],
    [
      'as a text',
      'Traceback (most recent call last):\n  File "/code/index.py", line 4, in handler\n',
    ],
  ])('Python: %s', (_, stackTrace) => {
    expect(located(stack(stackTrace))).toBe('functions/hello/index.py:4');
  });

  test('Python: the most recent call, which comes last', () => {
    const frames = [
      ['File "/var/fc/runtime/python3/bootstrap.py"', 'line 90', 'in main', 'handler(event)'],
      ['File "/code/index.py"', 'line 4', 'in handler', 'store.load()'],
      ['File "/code/lib/store.py"', 'line 9', 'in load', 'open("/code/index.js:1:1")'],
    ];
    expect(located(stack(frames))).toBe('functions/hello/lib/store.py:9');
  });

  test('PHP: the exception itself, else its trace', () => {
    const traceString = '#0 /var/fc/runtime/x.php(9): run()\n#1 /code/index.php(12): handler()\n';
    const here = { file: '/code/index.php', line: 3, traceString: '' };
    const elsewhere = { file: '/var/fc/runtime/x.php', line: 3, traceString };
    expect(located(stack(here))).toBe('functions/hello/index.php:3');
    expect(located(stack(elsewhere))).toBe('functions/hello/index.php:12');
  });

  test.each([
    ['as FC documents it', 'example.App.handleRequest(App.java:15)', 'example/App.java:15'],
    ['as it is printed', '\tat example.App.handleRequest(App.java:15)', 'example/App.java:15'],
    ['of an inner class', 'example.App$Inner.lambda$run$0(App.java:8)', 'example/App.java:8'],
    ['of a class loader', 'at app//example.App.<init>(App.java:8)', 'example/App.java:8'],
    ['in Kotlin', 'example.store.Store.load(Store.kt:3)', 'example/store/Store.kt:3'],
  ])('Java: %s', (_, line, place) => {
    const frames = ['java.util.ArrayList.get(ArrayList.java:427)', line];
    expect(located(stack(frames), 'java')).toBe(`java/src/main/java/${place}`);
    expect(located(stack(frames), '.')).toBe(`java/src/main/java/${place}`);
  });

  test('Java: the cause, when the error itself has no frame of the function', () => {
    const errorCause = { stackTrace: ['example.App.handleRequest(App.java:15)'] };
    const body = { stackTrace: ['java.lang.Thread.run(Thread.java:1)'], errorCause };
    expect(located(failed(body), 'java')).toBe('java/src/main/java/example/App.java:15');
    expect(located(failed({ ...body, errorCause: 'oops' }), 'java')).toBeUndefined();
  });

  test('Java: none when two files have that package and name, or the package is another', () => {
    expect(located(stack(['example.Twice.run(Twice.java:1)']), 'java')).toBeUndefined();
    expect(located(stack(['other.App.run(App.java:1)']), 'java')).toBeUndefined();
    expect(located(stack(['ample.App.run(App.java:1)']), 'java')).toBeUndefined();
  });

  test('Go: a panic in the log, or the frames that the runtime returns', () => {
    const panic =
      'panic: oops\n\ngoroutine 1 [running]:\nmain.handler(...)\n\t/code/main.go:12 +0x1b\n';
    expect(located(failed({ errorMessage: 'Process exited unexpectedly' }, panic))).toBe(
      'functions/hello/main.go:12',
    );
    const runtime = { path: 'github.com/aliyun/fc-runtime-go-sdk/fc/errors.go', line: 39 };
    for (const path of ['code/main.go', 'hello/main.go', '/code/main.go']) {
      expect(located(stack([runtime, { path, line: 22, label: 'main' }, null]))).toBe(
        'functions/hello/main.go:22',
      );
    }
  });

  test('.NET', () => {
    expect(located(stack(['   at App.Handler.Run() in /code/Handler.cs:line 31']))).toBe(
      'functions/hello/Handler.cs:31',
    );
  });

  test('PHP messages', () => {
    expect(located(failed('Fatal error: oops in /code/index.php on line 7'))).toBe(
      'functions/hello/index.php:7',
    );
  });
});

describe('the log is asked', () => {
  const traceback =
    '2026-11-02 [INFO] start\nTraceback (most recent call last):\n  File "/code/lib/store.py", line 2, in load\nKeyError\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/code/index.py", line 4, in handler\n    raise X() from "/code/index.js:9:9"\nX\n';

  test('when the body has no stack: for its last traceback', () => {
    const body = { errorMessage: 'Process exited unexpectedly before completing request' };
    expect(located(failed(body, traceback))).toBe('functions/hello/index.py:4');
    expect(located({ ...failed(body, traceback), result: undefined })).toBe(
      'functions/hello/index.py:4',
    );
  });

  test('not when the body has a stack', () => {
    expect(located(failed({ stackTrace: ['at f (/code/index.js:1:1)'] }, traceback))).toBe(
      'functions/hello/index.js:1:1',
    );
  });

  test('not after a time-out, which no stack tells of', () => {
    const body = { errorMessage: 'Function timed out after 3 seconds (maxMemoryUsage: 112MB)' };
    expect(located(failed(body, traceback))).toBeUndefined();
  });
});

describe('own code comes before that of others', () => {
  test('when both are in the repository', () => {
    const frames = ['at q (/code/node_modules/pg/index.js:5:1)', 'at h (/code/index.js:9:2)'];
    expect(located(stack(frames))).toBe('functions/hello/index.js:9:2');
    const php = '#0 /code/vendor/acme/client.php(3): x()\n#1 /code/index.php(4): y()';
    expect(located(stack(php))).toBe('functions/hello/index.php:4');
  });

  test('which is better than nothing', () => {
    expect(located(stack(['at q (/code/node_modules/pg/index.js:5:1)']))).toBe(
      'functions/hello/node_modules/pg/index.js:5:1',
    );
  });
});

describe('line and column', () => {
  test.for([
    ['index.js:4:9', { line: 4, column: 9 }],
    ['index.js:4:1', { line: 4, column: 1 }],
    ['index.js:4:0', { line: 4 }],
    ['index.js:4', { line: 4 }],
  ] as const)('of %s', ([place, numbers]) => {
    const location = locateError({ kind: 'function' }, stack([`at f (/code/${place})`]), {
      workspace,
      sourcePath: 'functions/hello',
    });

    expect(location).toStrictEqual({ file: 'functions/hello/index.js', ...numbers });
  });
});

test('a task fails as a function does', () => {
  const invocation = stack(['at f (/code/index.js:1:1)']);
  expect(located(invocation, 'functions/hello', 'task')).toBe('functions/hello/index.js:1:1');
});

describe('there is no place', () => {
  test.each([
    ['in a file that does not exist', '/code/absent.js:1:1'],
    ['in a folder', '/code/lib:1:1'],
    ['outside /code', '/var/fc/runtime/index.js:1:1'],
    ['in a folder named code elsewhere', '/srv/code/index.js:1:1'],
    ['above the folder', '/code/../hello/index.js:1:1'],
    ['above the workspace', '/code/../../../secret.js:1:1'],
    ['above it in a URL', 'file:///code/%2e%2e/%2e%2e/%2e%2e/secret.js:1:1'],
    ['above it with other separators', '/code/..\\..\\..\\secret.js:1:1'],
    ['behind a link out of the workspace', '/code/escape.js:1:1'],
    ['in a linked folder out of the workspace', '/code/escape/secret.js:1:1'],
    ['at line 0', '/code/index.js:0:1'],
    ['at a line beyond all files', '/code/index.js:99999999:1'],
    ['with a NUL', '/code/index.js\0:1:1'],
    ['by an absolute path', '/code//etc/passwd:1:1'],
  ])('%s', (_, place) => {
    expect(located(stack([`    at handler (${place})`]))).toBeUndefined();
  });

  test.each(['..', '../..', 'absent', 'functions/hello/index.js', 'linked-out', '/', '\0'])(
    'when the folder is %j',
    (sourcePath) => {
      expect(located(stack(['at f (/code/index.js:1:1)']), sourcePath)).toBeUndefined();
      expect(located(stack(['at f (/code/secret.js:1:1)']), sourcePath)).toBeUndefined();
      const back = 'repository/functions/hello/index.js';
      expect(located(stack([`at f (/code/${back}:1:1)`]), sourcePath)).toBeUndefined();
      expect(located(stack(['at App.run(App.java:1)']), sourcePath)).toBeUndefined();
    },
  );

  test('in a result that is null', () => {
    expect(located(failed(null))).toBeUndefined();
  });

  test('in the repository of git itself', () => {
    expect(located(stack(['at f (/code/config.js:1:1)']), '.git')).toBeUndefined();
  });

  test.each(['service', 'http', 'expectation', 'timeout', 'network'] as const)(
    'when the failure is of another kind: %s',
    (kind) => {
      const invocation = stack(['at f (/code/index.js:1:1)']);
      expect(located(invocation, 'functions/hello', kind)).toBeUndefined();
    },
  );
});

describe('the path', () => {
  test('is that of the real file when a link leads to it within the workspace', () => {
    expect(located(stack(['at f (/code/shared/common.js:1:1)']))).toBe('shared/common.js:1:1');
  });

  test('may have a folder whose name ends as that of a repository of git', () => {
    expect(located(stack(['at f (/code/mirror.git/hook.js:1:1)']))).toBe(
      'functions/hello/mirror.git/hook.js:1:1',
    );
  });

  test.each([
    'functions\\hello',
    './functions/hello/',
    'functions/../functions/hello',
    join(hello),
  ])('may be given as %s', (sourcePath) => {
    expect(located(stack(['at f (/code/index.js:1:1)']), sourcePath)).toBe(
      'functions/hello/index.js:1:1',
    );
  });

  test('may have the separators of Windows, as of a bundle that was built there', () => {
    expect(located(stack(['at f (/code/lib\\store.mjs:1:1)']))).toBe(
      'functions/hello/lib/store.mjs:1:1',
    );
  });
});

describe('a file that a stack names by its end is looked for', () => {
  const checkout = join(outside, 'searched');

  /** Where `App.java` is found when these files are in a folder of the repository. */
  function search(sourcePath: string, ...files: readonly string[]): string | undefined {
    for (const file of files) {
      mkdirSync(dirname(join(checkout, sourcePath, file)), { recursive: true });
      writeFileSync(join(checkout, sourcePath, file), '');
    }
    const invocation = stack(['at App.run(App.java:7)']);
    return locateError({ kind: 'function' }, invocation, { workspace: checkout, sourcePath })?.file;
  }

  test.for([
    ['v1.2', true],
    ['.venv', false],
    ['node_modules', false],
    ['node_modules.ours', true],
    ['our_node_modules', true],
  ] as const)('in a folder %s: %s', ([name, isFound]) => {
    const file = `of ${name}/${name}/App.java`;
    expect(search(`of ${name}`, `${name}/App.java`)).toBe(isFound ? file : undefined);
  });

  test('whatever comes before or after it', () => {
    expect(search('only', 'App.java')).toBe('only/App.java');
    expect(search('first', 'App.java', 'Brow.java')).toBe('first/App.java');
    expect(search('last', 'Ape.java', 'App.java')).toBe('last/App.java');
  });

  test('and neither a link to it nor a folder of its name is another', () => {
    expect(
      search('one', 'App.java', 'folder/App.java/index.html', 'link/index.html'),
    ).toBeDefined();
    symlinkSync(join(checkout, 'one/App.java'), join(checkout, 'one/link/App.java'));
    expect(search('one')).toBe('one/App.java');
  });

  // A file of Windows has no more than a thousand links.
  test.skipIf(process.platform === 'win32')('among 20,000 files and folders, not more', () => {
    const add = (name: string) =>
      linkSync(join(checkout, 'full/App.java'), join(checkout, 'full', name));
    search('full', 'App.java');
    for (let count = 1; count < 20_000; count++) add(`${count}`);

    expect(search('full')).toBe('full/App.java');
    add('too many');
    expect(search('full')).toBeUndefined();
  });
});

describe('what a hostile function returns', () => {
  const REPEATED = [
    '/code/',
    '/code/a',
    '/code/a:',
    '(/code/a:1:1',
    'File "/code/',
    '(A.java:1',
    '(((',
    'a.b.c.',
    '\n',
    'at f (/code/absent.js:1:1)\n',
    'at a.b.c(App.java:1)\n',
    '\\',
    '%',
  ];

  test.each(REPEATED)('does not take long: 300 KB of %j', (piece) => {
    const text = piece.repeat(300_000 / piece.length);
    for (const body of [
      text,
      { stackTrace: text },
      { stackTrace: [text] },
      { stackTrace: [[text, 1]] },
    ]) {
      located(failed(body, text), 'java');
      expect(framesInBody(body).length + framesInText(text).length).toBeLessThanOrEqual(400);
    }
  });

  test('does not hide the place in the first or last of 10,000 frames', () => {
    const frames = Array.from({ length: 10_000 }, (_, index) => `at f (/code/x${index}.js:1:1)`);
    expect(located(stack(['at f (/code/index.js:1:1)', ...frames]))).toBeDefined();
    expect(located(stack([...frames, 'at f (/code/index.js:1:1)']))).toBeDefined();
  });

  test.for([
    ['lines', (line: string) => line],
    ['texts of a thousand lines', (line: string) => `${line}\n`.repeat(1_000)],
    ['Go frames', (line: string) => ({ path: line, line: 1 })],
    ['PHP frames', (line: string) => ({ file: line, line: 1, traceString: `${line}\n`.repeat(9) })],
  ] as const)('leads to 200 look-ups of files at most: 500 %s', ([, item]) => {
    const stackTrace = Array.from({ length: 500 }, (_, at) => item(`at f (/code/${at}.js:1:1)`));

    expect(framesInBody({ stackTrace })).toHaveLength(200);
    expect(framesInBody({ stackTrace, errorCause: { stackTrace } })).toHaveLength(400);
  });

  test('may nest as deeply as it likes', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"errorCause":', '}'],
    ] as const) {
      const body = open.repeat(200_000) + (open === '[' ? '' : '1') + close.repeat(200_000);
      expect(
        located({ ...failed(''), result: { bytes: body.length, start: '', text: () => body } }),
      ).toBeUndefined();
    }
  });

  test('finds a file among 500 of its name', () => {
    const folder = join(workspace, 'many');
    for (let at = 0; at < 500; at++) {
      mkdirSync(join(folder, `p${at}`), { recursive: true });
      writeFileSync(join(folder, `p${at}/App.java`), '');
    }
    const frames = Array.from({ length: 500 }, (_, at) => `x${at}.App.run(App.java:${at + 1})`);

    expect(located(stack([...frames, 'p499.App.run(App.java:7)']), 'many')).toBe(
      'many/p499/App.java:7',
    );
    expect(located(stack(['App.run(App.java:7)']), 'many')).toBeUndefined();
  });

  test.for([
    [4 * 1024 * 1024, 'functions/hello/index.js:2:2'],
    [4 * 1024 * 1024 + 1, 'functions/hello/index.js:1:1'],
  ] as const)('is searched as a whole or at its beginning: %i bytes', ([bytes, place]) => {
    const start = 'at f (/code/index.js:1:1)';
    const text = () => 'at f (/code/index.js:2:2)';
    expect(located({ ...failed(''), result: { bytes, start, text } })).toBe(place);
  });

  test.for(['[]', '{}'])('is JSON with 100,000 lists and objects, not more: %s', (piece) => {
    const stackTrace = [{ path: '/code/main.go', line: 12 }];
    /** The body, the list of frames, the frame, and the list of the others. */
    const bodyWith = (count: number) =>
      failed(
        `{"stackTrace":${JSON.stringify(stackTrace)},"more":[${piece}${`,${piece}`.repeat(count - 5)}]}`,
      );

    expect(located(bodyWith(100_000))).toBe('functions/hello/main.go:12');
    expect(located(bodyWith(100_001))).toBeUndefined();
  });

  test('may have anything where a line number belongs', () => {
    expect(located(stack([['/code/index.py', { toString: 1 }]]))).toBeUndefined();
  });

  test('never throws and never leaves the workspace', () => {
    const place = fc
      .array(
        fc.constantFrom(
          '/code/',
          '..',
          '/',
          '\\',
          'escape',
          'secret.js',
          'index.js',
          ':1',
          ':',
          '%2e',
          '\0',
          '(',
        ),
      )
      .map((pieces) => pieces.join(''));
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        place,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(
          fc.constantFrom(
            'stackTrace',
            'errorCause',
            'errorMessage',
            'file',
            'path',
            'line',
            'toString',
          ),
          tie('value'),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value, fc.constantFrom('.', 'functions/hello', 'java'), (body, sourcePath) => {
        const location = locateError(
          { kind: 'function' },
          failed({ stackTrace: body, errorMessage: body }),
          {
            workspace,
            sourcePath,
          },
        );
        const path =
          location === undefined ? workspace : realpathSync(join(workspace, location.file));
        expect(path.startsWith(workspace)).toBe(true);
        expect(location?.file ?? '').not.toMatch(/\\|^\/|\.\.|^\.git/);
      }),
      { numRuns: 100 },
    );
  });
});
