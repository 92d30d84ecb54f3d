import { run } from './main';
import { endProcess } from './stop';

await run();
process.stdout.write('', endProcess);
