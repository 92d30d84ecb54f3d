import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FunctionServer } from './function-server';
import { ACTION, FLOOR, measure, median } from './process';

const CASES = 100;
const PARALLEL = 10;
const FUNCTION_MS = 50;

type Way = 'parallel' | 'serial' | 'steps' | 'scripts' | 'single';

/** The rows of the table. */
const ROWS: readonly (readonly [Way, string])[] = [
  ['parallel', `one step, \`max-parallel: ${PARALLEL}\``],
  ['serial', 'one step, one case at a time'],
  ['steps', `${CASES} steps`],
  ['scripts', `${CASES} runs of (c)`],
];

interface Total {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the wall time, what is not the function's own. */
  readonly overheadMs: number;
}

/** Many cases in one step, beside as many steps and as many scripts, in turn. */
export async function manyCases(rounds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const server = await FunctionServer.start(FUNCTION_MS);
  const event = 'x'.repeat(100);
  const eventFile = join(folder, 'event');
  writeFileSync(eventFile, event);
  const oneStep = (count: number, maxParallel: number) => {
    const caseFile = join(folder, `${count}.yml`);
    const cases = Array.from({ length: count }, (_, index) => ({ name: `case ${index}`, event }));
    writeFileSync(caseFile, JSON.stringify(cases, undefined, 1));
    return async () => {
      server.ownMs = 0;
      const { wallMs, cpuMs } = await measure(ACTION, server, {
        INPUT_CASES: caseFile,
        'INPUT_MAX-PARALLEL': String(maxParallel),
      });
      return { wallMs, cpuMs, overheadMs: wallMs - server.ownMs / Math.min(count, maxParallel) };
    };
  };
  const oneByOne = (program: string) => async () => {
    server.ownMs = 0;
    let [wallMs, cpuMs] = [0, 0];
    for (let index = 0; index < CASES; index++) {
      const one = await measure(program, server, { 'INPUT_EVENT-FILE': eventFile });
      wallMs += one.wallMs;
      cpuMs += one.cpuMs;
    }
    return { wallMs, cpuMs, overheadMs: wallMs - server.ownMs };
  };
  const ways: Readonly<Record<Way, () => Promise<Total>>> = {
    parallel: oneStep(CASES, PARALLEL),
    serial: oneStep(CASES, 1),
    steps: oneByOne(ACTION),
    scripts: oneByOne(FLOOR),
    single: oneStep(1, 1),
  };
  const totals: Record<Way, Total>[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const parallel = await ways.parallel();
      const serial = await ways.serial();
      const steps = await ways.steps();
      const scripts = await ways.scripts();
      const single = await ways.single();
      totals.push({ parallel, serial, steps, scripts, single });
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
  return page(totals);
}

function page(rounds: readonly Record<Way, Total>[]): string {
  const middle = (figure: (round: Record<Way, Total>) => number) => median(rounds.map(figure));
  const rows = ROWS.map(([way, name]) => {
    const figures = [
      middle((round) => round[way].wallMs).toFixed(0),
      middle((round) => round[way].cpuMs).toFixed(0),
      middle((round) => round[way].overheadMs / CASES).toFixed(1),
      middle((round) => round[way].wallMs / round.parallel.wallMs).toFixed(1),
    ];
    return `| ${name} | ${figures.join(' | ')} |`;
  });
  const further = middle(
    ({ parallel, single }) => (parallel.overheadMs - single.overheadMs) / (CASES - 1),
  );
  return [
    `## ${CASES} cases`,
    '',
    `The function takes ${FUNCTION_MS} ms. What is above its own time is everything else, the start of Node.js too, but not what a runner takes for a step. Beside a step with one case, each further one adds ${further.toFixed(1)} ms with \`max-parallel: ${PARALLEL}\`. Medians of ${rounds.length} rounds.`,
    '',
    "| | wall, ms | CPU, ms | above the function's own time, ms per case | wall, times that of the first |",
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
