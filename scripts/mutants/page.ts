/** docs/mutants.md, from the figures of all rooms. */
import type { Figures, Survivor } from './figures';

export function renderPage(figures: ReadonlyMap<string, Figures>): string {
  const all = [...figures.values()];
  const total: Figures = {
    mutants: sum(all.map(({ mutants }) => mutants)),
    noticed: sum(all.map(({ noticed }) => noticed)),
    survivors: all.flatMap(({ survivors }) => survivors),
  };
  return [
    '# Mutants',
    '',
    'A mutant is one small change to the sources: a condition inverted, a statement left out, a limit moved by one. A test that notices it fails. `npm run mutants` makes all mutants of `src`, one at a time, and runs the tests that reach them ([StrykerJS](https://stryker-mutator.io), without changes to string literals); `npm run mutants -- http gate` does it for two folders. It writes this page. With `--again`, only what no test noticed the last time is made again.',
    '',
    '| Folder | Mutants | Noticed | Harmless | Unnoticed | Score |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...figures].map(([room, found]) => row(`\`${titleOf(room)}\``, found)),
    row('together', total),
    '',
    'The score is the share of noticed mutants among all. A harmless mutant changes nothing that a test could see; why is said in `scripts/mutants/harmless.ts`.',
    '',
    ...[...figures].flatMap(([room, { survivors }]) =>
      survivors.length === 0 ? [] : [`## ${titleOf(room)}`, '', ...survivors.map(item), ''],
    ),
  ].join('\n');
}

const titleOf = (room: string) => (room === 'top' ? 'src/*.ts' : `src/${room}`);

function row(title: string, { mutants, noticed, survivors }: Figures): string {
  const harmless = survivors.filter(({ harmless }) => harmless !== undefined).length;
  const score = mutants === 0 ? '' : `${((100 * noticed) / mutants).toFixed(1)} %`;
  const cells = [title, mutants, noticed, harmless, survivors.length - harmless, score];
  return `| ${cells.join(' | ')} |`;
}

function item({ file, line, original, replacement, harmless }: Survivor): string {
  const change = `${code(original)} → ${code(replacement)}`;
  return `- \`${file}:${line}\`: ${change}${harmless === undefined ? '' : `: harmless: ${harmless}`}`;
}

/** A code span on one line, cut to what tells one mutant from another. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').slice(0, 100);
  const fence = line.includes('`') ? '``' : '`';
  return line === '' ? '(nothing)' : `${fence} ${line} ${fence}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
