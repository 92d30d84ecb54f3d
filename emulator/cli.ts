/** `npm run emulator -- FOLDER …`: the emulator alone, for any client; see `HELP`. */

import { HELP, readArguments, USAGE } from './cli/arguments';
import { requestLine } from './cli/request-line';
import { endProcess, serve } from './cli/serve';
import { reportFailure } from './cli/usage-error';

const ORPHAN_POLL_MS = 200;

async function main(): Promise<void> {
  // npm changes to the folder of package.json.
  const given = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (given === 'help') return void process.stdout.write(HELP);
  const serving = serve(given, (exchanged) => console.error(requestLine(exchanged)), process.env, {
    onNote: console.error,
  });
  // Whoever reads the lines may stop reading.
  process.stderr.on('error', () => {});
  // npm passes on a signal that the terminal has sent already: more than the first have no effect.
  let isEnding = false;
  const endOnce = () => {
    // Its end was asked for, so this is a success.
    if (!isEnding) void endProcess(serving, 0);
    isEnding = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endOnce);
  if (process.env.npm_lifecycle_event === 'emulator') onOrphaned(endOnce);
  const { site } = await serving;
  console.log(JSON.stringify(site));
}

/** Of `npm run`, the shell between npm and this process gets a SIGTERM, and does not pass it on. */
function onOrphaned(then: () => void): void {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) then();
  }, ORPHAN_POLL_MS).unref();
}

main().catch((error: unknown) => reportFailure(error, USAGE));
