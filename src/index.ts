import { run } from './main';

await run();
// Ends at once, also when a name lookup that nobody waits for any more still holds the process.
process.stdout.write('', () => process.exit());
