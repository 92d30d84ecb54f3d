/** Writes what is derived from action.yml. */
import { writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files';

for (const [file, content] of generatedFiles()) writeFileSync(file, content);
