/**
 * `npm run try -- WORKFLOW …`: runs the steps of this action in a workflow file against an emulator,
 * see `HELP`. What runs is the bundle in `dist`, as the runner starts it.
 */

import { tmpdir } from 'node:os';
import { startAction } from '../../__tests__/runner/action';
import { endProcess, serve } from '../../emulator/cli/serve';
import { reportFailure } from '../../emulator/cli/usage-error';
import { HELP, readArguments, USAGE } from './arguments';
import { Cancellation } from './cancellation';
import { tryWorkflow } from './try-workflow';

const EXIT_CODES = { passed: 0, failed: 1, cancelled: 130 } as const;

async function main(): Promise<void> {
  // npm changes to the folder of package.json.
  const given = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (given === 'help') return void process.stdout.write(HELP);
  const options = { folder: given.functions, port: 0, keyless: true, logs: true };
  const serving = serve(options, () => {}, {}, { onNote: console.log });
  const cancellation = new Cancellation(() => void endProcess(serving, EXIT_CODES.cancelled));
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => cancellation.request(name));
  }
  const { site, functionNames, close } = await serving;
  try {
    console.log(`Emulator: ${site.endpoint}, with the functions in ${given.functions}`);
    const result = await tryWorkflow(given, {
      site,
      functionNames,
      startAction,
      print: console.log,
      keepIn: tmpdir(),
      stop: cancellation.signal,
    });
    process.exitCode = EXIT_CODES[result];
  } finally {
    await close();
  }
}

main().catch((error: unknown) => reportFailure(error, USAGE));
