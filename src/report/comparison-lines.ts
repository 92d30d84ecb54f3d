import type { Against } from '../gate/baseline';
import { describeDifferences } from '../gate/differences';

/** What a comparison found, as lines of the log. */
export function describeComparison(
  { comparison, qualifier }: Extract<Against, { comparison: unknown }>,
  showResult: boolean,
): readonly string[] {
  const { differences, noise } = comparison;
  const lines =
    differences.count === 0
      ? [`✓ equals the baseline ${qualifier}`]
      : [
          `✗ differs from the baseline ${qualifier} in ${places(differences.count)}:`,
          ...describeDifferences(differences, showResult).map((line) => `  ${line}`),
        ];
  if (noise.count === 0) return lines;
  const paths = noise.first.slice(0, MAX_NOISY_PATHS).map(({ path }) => path);
  const more = noise.count > paths.length ? `, … and ${noise.count - paths.length} more` : '';
  return [
    ...lines,
    `Not counted: ${places(noise.count)} where the baseline differs from itself: ${paths.join(', ')}${more}`,
  ];
}

const MAX_NOISY_PATHS = 20;

function places(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}
