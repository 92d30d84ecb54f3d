import { appendFileSync } from 'node:fs';
import { describeCause } from '../http/errors';

/**
 * Appends to the step's job summary.
 *
 * @param path value of `GITHUB_STEP_SUMMARY`
 * @returns why that could not be done, as a sentence for a warning; never throws, for a summary is
 * no reason to fail a step
 */
export function writeSummary(summary: string, path: string | undefined): string | undefined {
  if (!path) return 'The job summary cannot be written: GITHUB_STEP_SUMMARY does not name a file.';
  try {
    // Markup is only taken for that at the start of a line, whatever stands above.
    appendFileSync(path, `\n${summary}`);
    return undefined;
  } catch (error) {
    return `The job summary cannot be written: ${describeCause(error)}.`;
  }
}
