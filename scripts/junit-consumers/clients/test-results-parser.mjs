import { parse } from 'test-results-parser';

const { total, passed, failed, errors, skipped } = parse({
  type: 'junit',
  files: [process.argv[2]],
});
// Its total is without those that were skipped.
console.log(JSON.stringify({ tests: total + skipped, passed, failed: failed + errors, skipped }));
