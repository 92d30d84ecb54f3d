/**
 * `npm run try -- WORKFLOW …`: runs the steps of this action in a workflow file against an emulator,
 * see `HELP`. What runs is the bundle in `dist`, as the runner starts it.
 */

import { runAction } from '../../__tests__/runner/action';
import { serve } from '../../emulator/cli/serve';
import { HELP, readArguments, USAGE } from './arguments';
import { tryWorkflow } from './try-workflow';

async function main(): Promise<void> {
  // npm changes to the folder of package.json.
  const given = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (given === 'help') return void process.stdout.write(HELP);
  const options = { folder: given.functions, port: 0, keyless: true, logs: true };
  const { site, close } = await serve(options, () => {}, {});
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void close().finally(() => process.exit(130)));
  }
  try {
    console.log(`Emulator: ${site.endpoint}, with the functions in ${given.functions}`);
    const hasPassed = await tryWorkflow(given, { site, runAction, print: console.log });
    process.exitCode = hasPassed ? 0 : 1;
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
