import { readFileSync } from 'node:fs';

/**
 * The most memory that this process, or the one with the ID, has had resident, in bytes. On Linux
 * from the kernel's high-water mark: `resourceUsage().maxRSS`, used elsewhere, would there count
 * the process that forked this one.
 */
export function peakMemoryBytes(pid = 'self') {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(kib) * 1024;
  } catch {
    return pid === 'self' ? process.resourceUsage().maxRSS * 1024 : 0;
  }
}
