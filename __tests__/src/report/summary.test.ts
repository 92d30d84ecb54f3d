import { describe, expect, test } from 'vitest';
import { renderSummary } from '../../../src/report/summary';
import type { SummaryTarget } from '../../../src/report/summary-target';
import { resultOf } from '../../support/results';
import {
  attempt,
  EXPECTATION_FAILED,
  FUNCTION_FAILED,
  INVOCATION,
  outcomes,
  Page,
  stepReport,
} from './summary-page';

const TARGET: SummaryTarget = {
  functionName: 'hello',
  serviceName: '',
  qualifier: 'LATEST',
  region: 'cn-hangzhou',
  endpointOrigin: 'https://fcv3.cn-hangzhou.aliyuncs.com',
  invocationType: 'sync',
  wait: false,
  trigger: undefined,
};

describe('the verdict is the heading', () => {
  const failed = attempt({ failure: FUNCTION_FAILED });
  const cancelled = attempt({
    failure: { kind: 'cancelled', type: 'Cancelled', summary: 'The job was cancelled' },
  });

  test.each([
    ['a success', {}, '✅ migrate-orders passed'],
    ['a failure', { attempts: [failed] }, '❌ migrate-orders failed'],
    [
      'a tolerated failure',
      { attempts: [{ ...failed, verdict: 'passed-with-warning' }] },
      '⚠️ migrate-orders passed with a warning',
    ],
    ['a cancelled job', { attempts: [cancelled] }, '❌ migrate-orders was cancelled'],
    ['nothing sent', { attempts: [] }, '❌ migrate-orders was not invoked'],
    ['invalid inputs', { attempts: [], target: undefined }, '❌ The function was not invoked'],
    [
      'an event that is only queued',
      { target: { ...TARGET, invocationType: 'async' } },
      '✅ The event for hello was accepted',
    ],
    [
      'an awaited task',
      { target: { ...TARGET, invocationType: 'async', wait: true } },
      '✅ hello passed',
    ],
  ] as const)('of %s', (_, report, heading) => {
    expect(new Page(stepReport(report)).texts('h3')).toEqual([heading]);
  });
});

describe('the summary tells', () => {
  test('what was invoked, and where', () => {
    const page = new Page(stepReport());
    expect(page.text).toContain(
      'Function migrate-orders · qualifier release · region cn-hangzhou · endpoint https://fcv3.cn-hangzhou.aliyuncs.com · synchronous · console',
    );
    expect(page.texts('code')).toContain('https://fcv3.cn-hangzhou.aliyuncs.com');
  });

  test('the service of an FC 2.0 function, the trigger, and that a task was awaited', () => {
    const target: SummaryTarget = {
      ...TARGET,
      serviceName: 'shop',
      trigger: 'GET https://hello-abc.cn-hangzhou.fcapp.run/health',
      invocationType: 'async',
      wait: true,
    };
    expect(new Page(stepReport({ target })).text).toContain(
      'Function hello · service shop · qualifier LATEST · region cn-hangzhou · HTTP trigger GET https://hello-abc.cn-hangzhou.fcapp.run/health · asynchronous, awaited',
    );
  });

  test.each([
    ['3.0', '', 'cn-hangzhou/functions/migrate-orders'],
    ['2.0', 'shop', 'cn-hangzhou/services/shop/function-detail/migrate-orders/release'],
  ])('where the function of FC %s is in the console', (_, serviceName, path) => {
    const target = { ...TARGET, functionName: 'migrate-orders', qualifier: 'release', serviceName };
    expect(
      new Page(stepReport({ target })).elements('a').map(({ properties }) => properties),
    ).toEqual([{ href: `https://fcnext.console.aliyun.com/${path}` }]);
  });

  test('request ID and metrics, as far as they are known', () => {
    expect(new Page(stepReport()).rows('Request ID')).toEqual([
      ['1-650c0f0d-ae96ae24839e741e3ce1ba72', '200', '412.6 ms', '413 ms', '57.31 MB', '12'],
    ]);
    const unknown = attempt({ statusCode: 404, metadata: {} });
    expect(new Page(stepReport({ attempts: [unknown] })).texts('td')).toEqual(['404']);
  });

  test('ID and status of a task', () => {
    const metadata = { asyncTaskId: 'gh-1-2-smoke-abc', asyncTaskStatus: 'Succeeded' };
    const page = new Page(stepReport({ attempts: [attempt({ metadata })] }));
    expect(page.rows('Async task ID')).toEqual([['gh-1-2-smoke-abc', 'Succeeded', '200']]);
  });

  test('what went wrong and what to do about it', () => {
    const hint = 'Attach a policy to the role: {"Version":"1","Statement":[]}';
    const page = new Page(stepReport({ attempts: [attempt({ failure: FUNCTION_FAILED })], hint }));
    expect(page.texts('p').slice(0, 2)).toEqual([
      "UnhandledInvocationError The function failed: TypeError: Cannot read properties of undefined (reading 'id').",
      `What to do: ${hint}`,
    ]);
  });

  test('expectations with the values that decided, the failed ones first', () => {
    const expectations = outcomes(
      "durationMs < `500`\nresult.status == 'degraded'\nlength(result.tables) > `1`",
    );
    const page = new Page(stepReport({ attempts: [attempt({}, { expectations })] }));
    const rows = page.rows('Expectation');
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['❌ failed', "result.status == 'degraded'"],
      ['❌ failed', 'length(result.tables) > `1`'],
      ['✅ passed', 'durationMs < `500`'],
    ]);
    expect(rows[0]?.[2]).toBe("result.status is 'ok'");
    expect(rows[1]?.[2]).toMatch(/^argument 1 of length\(\) must be .*result\.tables is 3$/);
  });

  test('how each of several attempts ended', () => {
    const failed = attempt({ failure: EXPECTATION_FAILED, metadata: {} });
    const page = new Page(stepReport({ attempts: [failed, attempt({}, { number: 2 })] }));
    expect(page.texts('h3')).toEqual(['✅ migrate-orders passed']);
    expect(page.rows('Attempt')).toEqual([
      [
        '1',
        '❌ failed',
        "ExpectationFailed The expectation failed: result.status == 'ok', but result.status is 'degraded'.",
        '',
        '',
      ],
      ['2', '✅ passed', '', '1-650c0f0d-ae96ae24839e741e3ce1ba72', '412.6 ms'],
    ]);
  });

  test('nothing of attempts when there was one', () => {
    expect(new Page(stepReport()).rows('Attempt')).toEqual([]);
  });
});

describe('the result is shown', () => {
  function pageWith(text: string): Page {
    return new Page(stepReport({ attempts: [attempt({ result: resultOf(text) })] }));
  }

  test('as pretty-printed JSON that keeps every digit', () => {
    const page = new Page(stepReport());
    expect(page.folded(/^Result \(JSON, 52 bytes\)$/)).toBe(
      '{\n  "status": "ok",\n  "tables": 3,\n  "id": 12345678901234567890\n}',
    );
  });

  test.each([
    ['{}', '{}'],
    ['[ ]', '[]'],
    ['[[],{"a":[]}]', '[\n  [],\n  {\n    "a": []\n  }\n]'],
    ['{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
    ['"a\\"{[,:]}\\\\"', '"a\\"{[,:]}\\\\"'],
    [
      '{"€\\u20ac": [1.0e5 , true,null]}',
      '{\n  "€\\u20ac": [\n    1.0e5,\n    true,\n    null\n  ]\n}',
    ],
  ])('JSON %s', (json, pretty) => {
    expect(pageWith(json).folded(/^Result \(JSON/)).toBe(pretty);
  });

  test('as it came when it is nested so deeply that indenting it would fill the page', () => {
    const json = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(pageWith(json).folded(/^Result \(19.5 KiB\)$/)).toBe(json);
  });

  test('as text, line by line', () => {
    const text = 'first\n\n\n  second\r\nthird\rfourth\u2028fifth\tend\n';
    expect(pageWith(text).folded(/^Result \(\d+ bytes\)$/)).toBe(
      'first\n\n\n  second\nthird\nfourth\nfifth\tend\n',
    );
  });

  test('without what a terminal would take for colours, and with controls made visible', () => {
    const text = 'a\u001b[31mred\u001b[0m \u001b]0;title\u0007b\u0000c \u202etxt.exe\u202c 👩‍💻';
    expect(pageWith(text).folded(/^Result/)).toBe('ared b�c �txt.exe� 👩‍💻');
  });

  test('cut when it is large', () => {
    const page = pageWith('x'.repeat(200_000));
    expect(page.folded(/^Result \(the first 64 KiB of 195.3 KiB\)$/)).toBe('x'.repeat(65_536));
  });

  test('by size and hash when it is binary', () => {
    const result = resultOf(Buffer.alloc(2048, 0xff));
    const page = new Page(stepReport({ attempts: [attempt({ result })] }));
    expect(page.texts('p')).toContain(
      `Result: 2 KiB that are not valid UTF-8, SHA-256 ${result.sha256}.`,
    );
  });

  test('by size alone when it is binary and its file is lost', () => {
    const result = { ...resultOf(Buffer.alloc(2048, 0xff)), sha256: undefined };
    const page = new Page(stepReport({ attempts: [attempt({ result })] }));
    expect(page.texts('p')).toContain('Result: 2 KiB that are not valid UTF-8.');
  });

  test('as empty when it is', () => {
    expect(pageWith('').texts('p')).toContain('Result: empty.');
  });
});

test('the log is shown in a block of its own, its end when it is long', () => {
  expect(new Page(stepReport()).folded(/^Function log$/)).toBe(INVOCATION.metadata.logs);
  const logs = `start${'.'.repeat(20_000)}end`;
  const page = new Page(stepReport({ attempts: [attempt({ metadata: { logs } })] }));
  expect(page.folded(/^Function log \(the end\)$/)).toMatch(/^\.{16381}end$/);
});

describe('the error of a function', () => {
  const stackTrace = ['TypeError: boom', '    at f (/code/a.js:1:2)'];
  const body = JSON.stringify({ errorMessage: 'boom', errorType: 'TypeError', stackTrace });
  const metadata = { functionErrorType: 'UnhandledInvocationError', logs: `[ERROR] ${body}` };
  const attempts = [attempt({ metadata, result: resultOf(body), failure: FUNCTION_FAILED })];

  test('is shown in lines, open, before the result, and not again in the log', () => {
    const page = new Page(stepReport({ attempts }));
    expect(page.folded(/^Error$/)).toBe(stackTrace.join('\n'));
    expect(page.texts('summary')).toEqual([
      'Error',
      `Result (JSON, ${body.length} bytes)`,
      'Function log',
    ]);
    expect(page.elements('details').map(({ properties }) => properties.open)).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(page.folded(/^Function log$/)).toMatch(/"stackTrace":\[… 2 lines, see Error\]\}$/);
  });

  test('is not with `show-result: false`; the log is the function’s own', () => {
    const page = new Page(stepReport({ attempts, showResult: false }));
    expect(page.texts('summary')).toEqual(['Function log']);
    expect(page.folded(/^Function log$/)).toBe(metadata.logs);
  });
});

describe('with `show-result: false`', () => {
  const secret = 'hunter2';
  const result = resultOf(`{"password":"${secret}","errorMessage":"${secret}"}`);
  const failure = { ...FUNCTION_FAILED, detail: `Error: ${secret}` };
  const invocation = { ...INVOCATION, result, failure };
  const expectations = outcomes("result.password == 'x' && durationMs < `1`", invocation);
  const attempts = [1, 2].map((number) => attempt(invocation, { number, expectations }));

  test('nothing that the function returned is in the summary', () => {
    const page = new Page(stepReport({ attempts, showResult: false }));
    expect(page.source).not.toContain(secret);
    expect(page.source).not.toContain(result.sha256);
    expect(page.text).toContain('The function failed.');
    expect(page.text).toContain('Result: 47 bytes, not shown.');
    expect(page.rows('Expectation')[0]?.[2]).toContain('result.password is not shown');
    expect(page.rows('Expectation')[0]?.[2]).toContain('durationMs is 412.6');
  });

  test('nor is what an expectation found there', () => {
    const attempts = [1, 2].map((number) => attempt({ failure: EXPECTATION_FAILED }, { number }));
    const { text } = new Page(stepReport({ attempts, showResult: false }));
    expect(text).not.toContain('degraded');
    expect(text.split('result.status is not shown')).toHaveLength(4);
  });

  test('which it would be otherwise', () => {
    expect(new Page(stepReport({ attempts })).source.split(secret)).toHaveLength(7);
  });
});

/** As the runner does with the lines of a summary; its other encodings do not matter here. */
function masked(summary: string, secret: string): string {
  const xml = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
  const variants = [secret, JSON.stringify(secret).slice(1, -1), xml];
  return summary
    .split('\n')
    .map((line) => variants.reduce((text, each) => text.replaceAll(each, '***'), line))
    .join('\n');
}

describe('a secret is as well masked by the runner as in the log:', () => {
  test.each(['p&ss<w>rd', `it's "quoted" & <more>`, 'correct horse 5$ battery'])(
    '%s in text',
    (secret) => {
      const attempts = [
        attempt({
          metadata: { logs: `key: ${secret}` },
          result: resultOf(`key is ${secret}`),
          failure: { ...FUNCTION_FAILED, detail: `bad key ${secret}` },
        }),
      ];
      const summary = renderSummary(stepReport({ attempts }));
      expect(masked(summary, secret).split('***')).toHaveLength(4);
    },
  );

  test.each(['p&ss<w>rd', 'say "please"', 'C:\\keys', "it's"])('%s in JSON', (secret) => {
    const result = resultOf(JSON.stringify({ secret }));
    const summary = renderSummary(stepReport({ attempts: [attempt({ result })] }));
    expect(masked(summary, secret).split('***')).toHaveLength(2);
  });
});
