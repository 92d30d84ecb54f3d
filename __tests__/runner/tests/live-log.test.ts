import { expect, test } from 'vitest';
import { startAction } from '../action';
import { LiveLog } from '../live-log';

function shown() {
  const lines: string[] = [];
  return { lines, log: new LiveLog((line) => lines.push(line)) };
}

test('lines are shown as soon as they are whole', () => {
  const { lines, log } = shown();

  log.add('stdout', Buffer.from('a\nb'));
  expect(lines).toEqual(['a']);
  log.add('stderr', Buffer.from('c\r\n'));
  expect(lines).toEqual(['a', 'c']);
  log.add('stdout', Buffer.from('b\n'));
  expect(lines).toEqual(['a', 'c', 'bb']);
  log.add('stdout', Buffer.from('d'));
  log.end();
  expect(lines).toEqual(['a', 'c', 'bb', 'd']);
});

test('a character may come in two parts', () => {
  const { lines, log } = shown();
  const bytes = Buffer.from('é\n');

  log.add('stdout', bytes.subarray(0, 1));
  log.add('stdout', bytes.subarray(1));

  expect(lines).toEqual(['é']);
});

test('commands are taken, and a mask hides on both streams', () => {
  const { lines, log } = shown();

  log.add('stdout', Buffer.from('::add-mask::secret\n::error::no secret\n'));
  log.add('stderr', Buffer.from('secret\n'));

  expect(lines).toEqual(['##[error]no ***', '***']);
});

test('what the runner warns of comes first', async () => {
  const lines: string[] = [];
  const show = (line: string) => void lines.push(line);
  const step = startAction({ inputs: { typo: '1' }, show, isDetached: true });

  (await step.finished).dispose();

  expect(lines[0]).toMatch(/^##\[warning\]Unexpected input\(s\) 'typo'/);
  expect(lines[1]).toContain('##[error]');
});
