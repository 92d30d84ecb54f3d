import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The order in which tests are asked about a mutant, where the first failure ends the run: what
 * failed with the mutant before, which was mostly a neighbour, then what takes the least time.
 */
export class LikelyFailureFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = files.map((file) => ({ file, ...this.#resultOf(file) }));
    known.sort((a, b) => Number(b.failed) - Number(a.failed) || a.duration - b.duration);
    return known.map(({ file }) => file);
  }

  #resultOf({ project, moduleId }: TestSpecification): { failed: boolean; duration: number } {
    const { cache, config } = this.ctx;
    const key = `${project.name}:${relative(config.root, moduleId)}`;
    return cache.getFileTestResults(key) ?? { failed: false, duration: 0 };
  }
}
