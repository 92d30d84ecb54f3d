import { readFileSync } from 'node:fs';
import { parse } from 'junit2json';

const { tests, failures, errors, skipped, testsuite } = await parse(
  readFileSync(process.argv[2], 'utf8'),
);
const cases = testsuite.flatMap(({ testcase }) => testcase);
const passed = cases.filter((one) => !one.failure && !one.error && !one.skipped).length;
console.log(JSON.stringify({ tests, passed, failed: failures + errors, skipped }));
