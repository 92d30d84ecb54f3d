import { run } from './main';
import { endProcess } from './runner/stop';

await run();
process.stdout.write('', endProcess);
