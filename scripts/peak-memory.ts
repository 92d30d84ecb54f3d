/** The peak memory of the action's process, told by itself when it ends. */
import { readFileSync } from 'node:fs';
import { preloadOption } from '../__tests__/faults/arrangements';

/**
 * For NODE_OPTIONS: writes the peak to a file. On Linux that is VmHWM; the maximum that
 * `resourceUsage()` tells begins with that of the process which started this one.
 */
export function peakMemoryOption(file: string): string {
  return preloadOption(`
    import { readFileSync, writeFileSync } from 'node:fs';
    process.on('exit', () => {
      let peak = process.resourceUsage().maxRSS;
      try {
        peak = /VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
      } catch {}
      writeFileSync(${JSON.stringify(file)}, String(peak));
    });
  `);
}

/** In MB of 1,048,576 bytes. */
export function peakMegabytes(file: string): number {
  return Math.round(Number(readFileSync(file, 'utf8')) / 1024);
}
