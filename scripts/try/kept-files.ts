import { copyFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a step wrote for people. */
interface Written {
  /** The job summary; empty without one. */
  readonly summary: string;
  /** Path of the JUnit report that it was to write, if any. */
  readonly report: string | undefined;
}

/**
 * Copies what a step wrote into a new folder, since its own go.
 *
 * @returns the paths of the copies; none if it wrote nothing
 */
export function keep({ summary, report }: Written, parent: string): string[] {
  const isReported = report !== undefined && existsSync(report);
  if (summary === '' && !isReported) return [];
  const folder = mkdtempSync(join(parent, 'try-'));
  const kept: string[] = [];
  if (summary !== '') {
    kept.push(join(folder, 'summary.md'));
    writeFileSync(join(folder, 'summary.md'), summary);
  }
  if (isReported) {
    kept.push(join(folder, basename(report)));
    copyFileSync(report, join(folder, basename(report)));
  }
  return kept;
}
