import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** Longer than a path that anyone would write as an event. */
const MAX_PATH_LENGTH = 1024;

/**
 * What is unusual about an `event` that is the path of a file and not what is in the file, as a
 * sentence that `event` begins; otherwise `undefined`.
 */
export function eventThatNamesAFile(event: string, workspace: string): string | undefined {
  const text = event.trim();
  if (text.length > MAX_PATH_LENGTH || !isPath(text, workspace)) return undefined;
  return 'is sent exactly as given, which here is the path of a file and not its content; to send the file, use `event-file`';
}

function isPath(text: string, workspace: string): boolean {
  if (/^file:\/\//i.test(text)) return true;
  // As curl and aliyun CLI are told to read a file, or a plain path.
  const path = text.replace(/^@/, '');
  if (!/[./\\]/.test(path)) return false;
  // An event may come from others, and a look at \\host\share tells that host who looks.
  if (isAbsolute(path)) return false;
  try {
    return statSync(resolve(workspace, path)).isFile();
  } catch {
    return false;
  }
}
