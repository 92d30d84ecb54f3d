import { convertJUnitToCTRFReport } from 'junit-to-ctrf';

const { results } = await convertJUnitToCTRFReport(process.argv[2], { log: false });
const { tests, passed, failed, skipped } = results.summary;
console.log(JSON.stringify({ tests, passed, failed, skipped }));
