import { inflateRawSync } from 'node:zlib';
import { ServiceError } from '../api/service-error';

/** FC's limit for unpacked code that comes in a request is lower. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a ZIP archive (PKWARE's APPNOTE 6.3, without ZIP64), by their names.
 *
 * @throws ServiceError InvalidArgument when it is not one
 */
export function unzip(archive: Buffer): Record<string, Buffer> {
  try {
    return Object.fromEntries(entriesOf(archive));
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('InvalidArgument', 'zipFile is not a ZIP archive in base64');
  }
}

function* entriesOf(archive: Buffer): Generator<[string, Buffer]> {
  let end = archive.length - END_LENGTH;
  while (archive.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) yield [checkedName(name), contentOf(archive, at)];
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

/** @param at where the file's entry in the directory begins */
function contentOf(archive: Buffer, at: number): Buffer {
  const local = archive.readUInt32LE(at + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
  switch (archive.readUInt16LE(at + 10)) {
    case STORED:
      return packed;
    case DEFLATED:
      return inflateRawSync(packed, { maxOutputLength: MAX_FILE_BYTES });
    default:
      throw new ServiceError('InvalidArgument', 'zipFile is packed by an unknown method');
  }
}

function checkedName(name: string): string {
  const isInside = !/^[/\\]|:/.test(name) && !name.split(/[/\\]/).includes('..');
  if (isInside) return name;
  throw new ServiceError('InvalidArgument', `'${name}' in zipFile is not a relative path`);
}
