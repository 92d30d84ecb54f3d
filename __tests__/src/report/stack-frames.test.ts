import { describe, expect, test } from 'vitest';
import { framesInBody, framesInText } from '../../../src/report/stack-frames';

/** A frame as `path:line:column`; whatever else it had would show. */
function told(frames: ReturnType<typeof framesInText>): string[] {
  return frames.map(({ path, line, column, ...rest }) => {
    expect(rest).toEqual({});
    return [path, line, ...(column === undefined ? [] : [column])].join(':');
  });
}

describe('a line of a stack names', () => {
  test.for([
    ['Node.js', 'at f (/code/index.js:4:9)', ['/code/index.js:4:9']],
    ['Node.js, without a column', 'at f (/code/index.js:4)', ['/code/index.js:4']],
    ['an ES module', 'at file:///code/a%20b.mjs:1:2', ['/code/a b.mjs:1:2']],
    ['a module with a broken name', 'at file:///code/a%zz.mjs:1:2', ['/code/a%zz.mjs:1:2']],
    ['a file with a percent sign', 'at /code/a%20b.js:1:2', ['/code/a%20b.js:1:2']],
    ['Python', '  File "/code/index.py", line 12, in f', ['/code/index.py:12']],
    ['code that Python shows', '  open("/code/data.py", line 12)', []],
    ['PHP', '#0 /code/index.php(12): f()', ['/code/index.php:12']],
    ['a message of PHP', 'Error: x in /code/index.php on line 12', ['/code/index.php:12']],
    ['.NET', 'at A.B() in /code/Handler.cs:line 31', ['/code/Handler.cs:31']],
    ['Windows', 'at f (\\code\\lib\\a.js:4:9)', ['/code/lib/a.js:4:9']],
    ['Java', 'at example.store.App.run(App.java:15)', ['example/store/App.java:15']],
    ['Java, without a package', 'at App.run(App.java:15)', ['App.java:15']],
    ['an inner class', 'at example.App$Inner.run(App.java:8)', ['example/App.java:8']],
    ['a module of Java', 'at app//example.App.run(App.java:8)', ['example/App.java:8']],
    ['Kotlin', 'at example.App.run(App.kt:8)', ['example/App.kt:8']],
    ['Scala', 'at example.App.run(App.scala:8)', ['example/App.scala:8']],
    ['Groovy', 'at example.App.run(App.groovy:8)', ['example/App.groovy:8']],
    ['a second place', 'see "/code/x" at /code/a.js:1:2', ['/code/a.js:1:2']],
    ['the fifth of five', '/code/x" '.repeat(4).concat('/code/a.js:1'), ['/code/a.js:1']],
    ['no sixth', '/code/x" '.repeat(5).concat('/code/a.js:1'), []],
    ['a line of 7 digits', 'at /code/a.js:1234567:7654321', ['/code/a.js:1234567:7654321']],
    ['no line of 8 digits', 'at /code/a.js:12345678', []],
    ['a path of 400 characters', `/code/${'x'.repeat(400)}:1`, [`/code/${'x'.repeat(400)}:1`]],
    ['no longer one', `/code/${'x'.repeat(401)}:1`, []],
    ['what is within 2,000 characters', `${' '.repeat(1_986)}/code/a.js:1:2`, ['/code/a.js:1:2']],
    ['nothing beyond', `${' '.repeat(1_990)}/code/a.js:1:2`, []],
    ['no other folder', 'at /srv/code/a.js:1:2', []],
    ['nor a name that ends so', 'at x-/code/a.js:1:2', []],
    ['nor a home', 'at ~/code/a.js:1:2', []],
    ['nor a relative path', 'at ./code/a.js:1:2', []],
    ['no line', 'at /code/a.js', []],
    ['no Java file of another kind', 'at example.App.run(App.class:8)', []],
  ] as const)('%s', ([, line, frames]) => {
    expect(told(framesInText(line))).toEqual(frames);
    expect(told(framesInBody({ stackTrace: [line] }))).toEqual(frames);
  });
});

describe('an item of a stack may be', () => {
  test.for([
    ['a tuple of Python', ['/code/a.py', 4, 'f', 'x'], ['/code/a.py:4']],
    ['one as FC documents it', ['File "/code/a.py"', 'line 4', 'in f'], ['/code/a.py:4']],
    ['one whose first is all', ['at /code/a.js:4'], ['/code/a.js:4']],
    ['one of something else', [4, 4], []],
    ['a frame of Go', { path: '/code/main.go', line: 4 }, ['/code/main.go:4']],
    ['one relative to its mount', { path: 'code/main.go', line: 4 }, ['/code/main.go:4']],
    ['one of a package', { path: 'x/code/main.go', line: 4 }, ['x/code/main.go:4']],
    ['one with back slashes', { path: 'lib\\main.go', line: 4 }, ['lib/main.go:4']],
    ['no longer path', { path: 'x'.repeat(2_001), line: 4 }, [`${'x'.repeat(2_000)}:4`]],
    ['an exception of PHP', { file: '/code/a.php', line: 4 }, ['/code/a.php:4']],
    [
      'one with its trace',
      { file: '/x.php', line: 4, traceString: '#0 /code/a.php(3): f()\n#1 /code/b.php(5): g()' },
      ['/x.php:4', '/code/a.php:3', '/code/b.php:5'],
    ],
    ['a trace alone', { traceString: '#0 /code/a.php(3): f()' }, ['/code/a.php:3']],
    ['a frame without a line', { path: '/code/a.go', line: '4' }, []],
    ['a frame without a path', { path: 4, line: 4 }, []],
    ['a frame with a trace that is none', { path: '/a.go', line: 4, traceString: 5 }, ['/a.go:4']],
    ['several lines', 'at /code/a.js:1\nat /code/b.js:2', ['/code/a.js:1', '/code/b.js:2']],
    ['nothing', null, []],
    ['a number', 7, []],
  ] as const)('%s', ([, item, frames]) => {
    expect(told(framesInBody({ stackTrace: [item] }))).toEqual(frames);
  });

  test('alone, and not in a list', () => {
    expect(told(framesInBody({ stackTrace: 'at /code/a.js:4' }))).toEqual(['/code/a.js:4']);
    expect(told(framesInBody({ stackTrace: { file: '/a.php', line: 4 } }))).toEqual(['/a.php:4']);
  });
});

describe('the inner frame is the first', () => {
  test('as Node.js writes it', () => {
    expect(told(framesInText('at /code/a.js:1\rat /code/b.js:2'))).toEqual([
      '/code/a.js:1',
      '/code/b.js:2',
    ]);
  });

  test('unlike Python, of which no other line counts', () => {
    const text = 'at /code/a.js:1\nFile "/code/a.py", line 1\nFile "/code/b.py", line 2';
    expect(told(framesInText(text))).toEqual(['/code/b.py:2', '/code/a.py:1']);
  });
});

describe('of what is long, both ends are searched', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, at) => (at % 4 === 0 ? `at /code/${at}.js:1` : ''));
  const paths = (frames: readonly { path: string }[]) => frames.map(({ path }) => path);

  test.for([
    ['lines', (all: readonly string[]) => framesInText(all.join('\n'))],
    ['items', (all: readonly string[]) => framesInBody({ stackTrace: all })],
  ] as const)('400 %s of each', ([, read]) => {
    const found = paths(read(lines(1_000)));

    expect(found).toHaveLength(200);
    expect(found).toContain('/code/396.js');
    expect(found).not.toContain('/code/400.js');
    expect(found).not.toContain('/code/596.js');
    expect(found).toContain('/code/600.js');
    expect(paths(read(lines(800)))).toHaveLength(200);
  });

  test('128 KiB of each', () => {
    const END = 128 * 1024;
    const text = (space: number) =>
      `at /code/a.js:1\n${'x'.repeat(END)}\nat /code/b.js:1\n${'x'.repeat(END + space)}`;

    expect(paths(framesInText(text(-32)))).toEqual(['/code/a.js', '/code/b.js']);
    expect(paths(framesInText(text(0)))).toEqual(['/code/a.js']);
    expect(paths(framesInText(`${'x'.repeat(3 * END)}\nat /code/c.js:1`))).toEqual(['/code/c.js']);
  });

  test('256 KiB as they are', () => {
    const END = 128 * 1024;
    const text = `${'x'.repeat(END - 8)}\nat /code/a.js:1\n`;

    expect(paths(framesInText(text.padEnd(2 * END, 'x')))).toEqual(['/code/a.js']);
    expect(paths(framesInText(text.padEnd(2 * END + 1, 'x')))).toEqual([]);
  });

  test.for([null, {}])('not counting what has no line: %j', (nothing) => {
    const first = `${'\n'.repeat(399)}at /code/a.js:1`;
    const stackTrace = [nothing, first, '\n'.repeat(799)];

    expect(paths(framesInBody({ stackTrace }))).toEqual(['/code/a.js']);
  });

  test('and 100 frames of each', () => {
    const all = Array.from({ length: 300 }, (_, at) => `at /code/${at}.js:1`);
    const found = paths(framesInText(all.join('\n')));

    expect(found).toHaveLength(200);
    expect(found.slice(99, 101)).toEqual(['/code/99.js', '/code/200.js']);
  });

  test('an error and four causes of it, the outer first', () => {
    const nested = (depth: number): unknown => ({
      stackTrace: [`at /code/${depth}.js:1`],
      errorCause: depth === 9 ? 'text' : nested(depth + 1),
    });

    expect(paths(framesInBody(nested(0)))).toEqual([0, 1, 2, 3, 4].map((at) => `/code/${at}.js`));
  });
});

test.for([null, undefined, 'text', 7, [], {}, { stackTrace: null }])(
  'the body %j has no frame',
  (body) => {
    expect(framesInBody(body)).toEqual([]);
  },
);
