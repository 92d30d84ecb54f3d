import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  checkPayloadSize,
  type InvocationType,
  readWholeFile,
  STANDARD_ASYNC_PAYLOAD_LIMIT,
} from '../../../src/event/payload';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A folder that goes with the test. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'payload-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function fileOf(content: string | Uint8Array): string {
  const path = join(folder(), 'event');
  writeFileSync(path, content);
  return path;
}

const read = async (path: string, type: InvocationType = 'sync') =>
  Buffer.from(await readWholeFile(path, (bytes) => checkPayloadSize(bytes, type)));

describe('a file is read as it is:', () => {
  test.for([
    ['empty', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
    ['text with a byte order mark and line ends', Buffer.from('\ufeff{"a": 1}\r\n')],
    ['not text', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['large', Buffer.alloc(3 * MIB, 'abc')],
  ] as const)('%s', async ([, content]) => {
    expect((await read(fileOf(content))).equals(content)).toBe(true);
  });

  test.runIf(process.platform === 'linux')('and closed, also if it is refused', async () => {
    const [small, large] = [fileOf('x'), fileOf(Buffer.alloc(256 * KIB + 1))];

    await read(small, 'async');
    await expect(read(large, 'async')).rejects.toThrow('must hold at most 256 KiB');

    const open = readdirSync('/proc/self/fd').map(linkOf);
    expect(open).not.toContain(small);
    expect(open).not.toContain(large);
  });
});

function linkOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

describe('a file that cannot be read is a sentence, without its path:', () => {
  const failed = 'must name a readable file that does not change, but reading it failed: ';

  test('missing', async () => {
    await expect(read(join(folder(), 'event'))).rejects.toThrow(
      new Error(`${failed}ENOENT: no such file or directory`),
    );
  });

  test('a link to itself', async () => {
    const link = join(folder(), 'event');
    symlinkSync(link, link);

    await expect(read(link)).rejects.toThrow(
      new Error(`${failed}ELOOP: too many symbolic links encountered`),
    );
  });

  test('a folder', async () => {
    await expect(read(folder())).rejects.toThrow(
      new Error(`${failed}EISDIR: illegal operation on a directory`),
    );
  });

  // Files of the kernel have another size than they say, as those have that are being written.
  test.runIf(process.platform === 'linux').for([
    ['longer than it was', '/proc/version', 'it had 0 bytes and now has another size'],
    ['shorter than it was', '/sys/kernel/uevent_seqnum', 'it had 4096 bytes and now has another'],
  ] as const)('%s', async ([, path, reason]) => {
    await expect(read(path)).rejects.toThrow(`${failed}${reason}`);
  });
});

describe('a payload may hold, in bytes', () => {
  test('as many as 128 KiB if it is asynchronous and no limit was raised', () => {
    expect(STANDARD_ASYNC_PAYLOAD_LIMIT).toBe(131_072);
  });

  test.for([
    ['sync', 32 * MIB, 'must hold at most 32 MiB for a synchronous invocation, but holds 33554433'],
    [
      'async',
      256 * KIB,
      'must hold at most 256 KiB for an asynchronous invocation, but holds 262145',
    ],
  ] as const)('%s: up to %i', ([type, limit, problem]) => {
    expect(() => checkPayloadSize(limit, type)).not.toThrow();
    expect(() => checkPayloadSize(limit + 1, type)).toThrow(
      `${problem} bytes; pass a reference to the data instead, e.g. an OSS object`,
    );
  });
});
