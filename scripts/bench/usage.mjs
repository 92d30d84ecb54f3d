// Loaded into every measured process before its own code: tells what it used when it ends.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  // Microseconds and KiB.
  writeSync(3, JSON.stringify({ cpu: userCPUTime + systemCPUTime, maxRSS }));
});
