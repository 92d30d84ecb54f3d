import type { Against } from '../gate/baseline';
import { countPlaces, describeDifferences } from '../gate/differences';

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
          `✗ differs from the baseline ${qualifier} in ${countPlaces(differences)}:`,
          ...describeDifferences(differences, showResult),
        ];
  if (noise.count === 0) return lines;
  const paths = noise.first.slice(0, MAX_NOISY_PATHS).map(({ path }) => path);
  const more = noise.count > paths.length ? `, … and ${noise.count - paths.length} more` : '';
  return [
    ...lines,
    `Not counted: ${countPlaces(noise)} where the baseline differs from itself: ${paths.join(', ')}${more}`,
  ];
}

const MAX_NOISY_PATHS = 20;
