import { readFileSync } from 'node:fs';
import { JavaJunitParser } from '../test-reporter/src/parsers/java-junit/java-junit-parser.ts';

const parser = new JavaJunitParser({ parseErrors: true, trackedFiles: [] });
const [, , path] = process.argv;
const { tests, passed, failed, skipped } = await parser.parse(path, readFileSync(path, 'utf8'));
console.log(JSON.stringify({ tests, passed, failed, skipped }));
