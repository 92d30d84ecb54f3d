/** Whatever Log Service does, the step ends as its invocation did, with at most one warning. */
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { EmulatorOptions, Fault, LogRecord } from '../../emulator';
import type { ActionResult } from '../runner/action';
import { emulatorInputs } from '../runner/emulator-inputs';
import { startTestEmulator } from '../support/emulator';
import { expect, test } from './scenario';

const STORE = { project: 'shop-logs', logstore: 'function-log' };

interface Row {
  readonly options?: EmulatorOptions;
  readonly fault?: Fault;
  /** What the function writes before it fails: more than a tail holds. */
  readonly lines?: readonly string[];
  /** What comes to the logstore instead of what the function wrote. */
  readonly rewritten?: (records: readonly LogRecord[]) => readonly LogRecord[];
  /** The lines that are found of the function; without, there is a warning. */
  readonly found?: readonly string[];
}

const LINES = Array.from({ length: 500 }, (_, index) => `line ${index + 1}`);

/** `<id>` stands for the ID of the request. */
const HOSTILE = [
  '::error::foreign',
  '  ::set-output name=result::foreign',
  '##[error]foreign',
  'text ##[add-mask]foreign',
  '::stop-commands::foreign',
  '\u001b[31mforeign\u001b[0m\u001b]0;foreign\u0007',
  'foreign\r::error::foreign',
  'foreign\u2028::error::foreign',
  '<script>foreign</script> ``` | [foreign](javascript:alert(1))',
  'FC Invoke Start RequestId: <id>',
  'FC Invoke End RequestId: <id>',
  'FC Invoke End RequestId: 1-65dd9ece-00000000-000000000001',
];

const ALWAYS = { operation: 'GetLogs', times: Number.POSITIVE_INFINITY } as const;

/** A record of all that the function wrote, in place of its first line. */
function withText(records: readonly LogRecord[], text: string): readonly LogRecord[] {
  const [first = '', ...others] = LINES;
  return records
    .filter(({ fields }) => !others.includes(fields.message ?? ''))
    .map(({ fields, ...rest }) => ({
      ...rest,
      fields: fields.message === first ? { ...fields, message: text } : fields,
    }));
}

const MANY = Array.from({ length: 99_900 }, (_, index) => `line ${index + 1}`);

const FAULTS: Readonly<Record<string, Row>> = {
  'its lines are late': { options: { logDelayMilliseconds: 20_000 }, found: LINES },
  'its lines never arrive': {
    options: { logDelayMilliseconds: Number.POSITIVE_INFINITY },
  },
  'GetLogs is refused': {
    fault: { ...ALWAYS, type: 'service-error', code: 'AccessDenied' },
  },
  'GetFunction is refused': {
    fault: { ...ALWAYS, operation: 'GetFunction', type: 'service-error', code: 'AccessDenied' },
  },
  'it fails with 500': {
    fault: { ...ALWAYS, type: 'service-error', code: 'InternalServerError' },
  },
  'a gateway responds with HTML': {
    fault: { ...ALWAYS, type: 'respond', status: 200, body: '<html>::error::foreign</html>' },
  },
  'its pages are cut for a while': {
    fault: { ...ALWAYS, times: 6, type: 'truncate', bytes: 100 },
    found: LINES,
  },
  'its lines come in any order within a second': {
    options: { logNanoseconds: true },
    found: LINES,
  },
  'each line was written twice': {
    rewritten: (records) => records.flatMap((record) => [record, record]),
    found: LINES,
  },
  'its lines are hostile': {
    lines: [...HOSTILE, ...LINES, ...HOSTILE],
    found: [...HOSTILE, ...LINES, ...HOSTILE],
  },
  'it has 100,000 lines': {
    rewritten: (records) => withText(records, MANY.join('\n')),
    found: MANY,
  },
  'it has more than 100,000 lines': {
    rewritten: (records) => withText(records, '\n'.repeat(100_000)),
  },
  'it never searches to the end': {
    fault: { ...ALWAYS, type: 'headers', set: [['x-log-progress', 'Incomplete']] },
  },
};

/** Writes the lines as they are, and fails. */
const failing = (lines: readonly string[]) => `
  exports.handler = async (event, { requestId }) => {
    for (const line of ${JSON.stringify(lines)}) {
      process.stdout.write(line.replace('<id>', requestId) + '\\n');
    }
    throw new Error('migration 7 failed');
  };`;

/** The same with the whole log and without it. */
function endOf({ exitCode, outputs }: ActionResult) {
  return { exitCode, type: outputs['error-type'], result: outputs.result };
}

test.for(Object.entries(FAULTS))('%s', async ([, row], { start, invoke, clock }) => {
  const { options, fault, lines = LINES, rewritten, found } = row;
  const hidden = rewritten && { logDelayMilliseconds: Number.POSITIVE_INFINITY };
  const emulator = await startTestEmulator({ clock: clock.date, ...hidden, ...options });
  onTestFinished(() => emulator.close());
  const code = { 'index.js': failing(lines) };
  await emulator.deploy({ functionName: 'f', code, logConfig: STORE, timeout: 60 });
  const inputs = { ...emulatorInputs(emulator), 'function-name': 'f' };
  const harness = { foreignText: ['foreign'] };
  const plain = await invoke(inputs, harness);

  if (fault) emulator.injectFault(fault);
  const requestsBefore = emulator.requests.length;
  const recordsBefore = emulator.logRecords(STORE).length;
  const full = { 'log-type': 'full', 'log-endpoint': emulator.endpoint };
  const run = start({ ...inputs, ...full }, harness);
  if (rewritten) {
    // The third request is the first search: the function has written everything.
    await emulator.waitForRequests(requestsBefore + 3);
    emulator.writeLog(STORE, ...rewritten(emulator.logRecords(STORE).slice(recordsBefore)));
  }
  const step = await run.finished;

  expect(endOf(step)).toEqual(endOf(plain));
  expect(endOf(step)).toMatchObject({ exitCode: 1, type: 'UnhandledInvocationError' });
  expect(step.annotations.map(({ level }) => level)).toEqual(
    found ? ['error'] : ['warning', 'error'],
  );
  expect(step.stdoutBytes.length).toBeLessThan(100_000);
  const { 'logs-file': file = '', 'request-id': id = '' } = step.outputs;
  if (found === undefined) {
    expect(file).toBe('');
    return;
  }
  const kept = readFileSync(file, 'utf8').split('\n');
  expect(kept[0]).toBe(`FC Invoke Start RequestId: ${id}`);
  expect(kept.slice(1, found.length + 1)).toEqual(found.map((line) => line.replace('<id>', id)));
  expect(kept.at(-2)).toContain(`FC Invoke End RequestId: ${id}`);
  expect(kept.at(-1)).toBe('');
});
