import { parseFile } from '../action-junit-report/src/testParser.ts';

const { totalCount, passedCount, failedCount, skippedCount } = await parseFile(process.argv[2]);
console.log(
  JSON.stringify({
    tests: totalCount,
    passed: passedCount,
    failed: failedCount,
    skipped: skippedCount,
  }),
);
