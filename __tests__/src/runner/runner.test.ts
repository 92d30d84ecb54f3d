import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder, workspaceFolder } from '../../../src/runner/runner';
import { writeSummary } from '../../../src/runner/summary-file';

test.for([
  ['the workspace', workspaceFolder({ GITHUB_WORKSPACE: '/w' }), '/w'],
  ['the workspace, unless the runner names it', workspaceFolder({}), process.cwd()],
  ['the folder of the job', temporaryFolder({ RUNNER_TEMP: '/t' }), '/t'],
  ['the folder of the job, unless the runner names it', temporaryFolder({}), tmpdir()],
])('%s', ([, folder, expected]) => {
  expect(folder).toBe(expected);
});

describe('the file of the summary', () => {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is appended to, on a line of its own', () => {
    const path = join(folder, 'summary.md');
    expect(writeSummary('<p>one</p>\n', path)).toBeUndefined();
    expect(writeSummary('<p>two</p>\n', path)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('\n<p>one</p>\n\n<p>two</p>\n');
  });

  test('may be missing or not writable, which is a warning', () => {
    expect(writeSummary('x', undefined)).toBe(
      'The job summary cannot be written: GITHUB_STEP_SUMMARY does not name a file.',
    );
    expect(writeSummary('x', folder)).toMatch(/^The job summary cannot be written: .*EISDIR.*\.$/);
  });
});
