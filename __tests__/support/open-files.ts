/** What this process has open, as Linux tells it. */
import { closeSync, openSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';

/** The descriptors of all files under a folder that are open, removed ones too. */
export function openFilesUnder(folder: string): readonly number[] {
  const start = `${realpathSync(folder)}/`;
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => linkOf(descriptor).startsWith(start));
}

function linkOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // That of the list itself is closed by now.
    return '';
  }
}

/** As far as the open files under a folder are concerned, the disk is full from now on. */
export function fillDiskUnder(folder: string): void {
  for (const descriptor of openFilesUnder(folder)) {
    closeSync(descriptor);
    openFullAs(descriptor);
  }
}

/** The system gives a file the lowest number that is free. */
function openFullAs(descriptor: number): void {
  const full = openSync('/dev/full', 'w');
  if (full === descriptor) return;
  if (full > descriptor) throw new Error('The number of the descriptor is taken.');
  openFullAs(descriptor);
  closeSync(full);
}
