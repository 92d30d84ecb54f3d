import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive of one file, as `zip` makes it. */
export function zipOf(name: string, content: string, method: 'stored' | 'deflated'): Buffer {
  const plain = Buffer.from(content);
  const packed = method === 'stored' ? plain : deflateRawSync(plain);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(method === 'stored' ? 0 : 8, 4);
  common.writeUInt32LE(crc32(plain), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(plain.length, 18);
  common.writeUInt16LE(Buffer.byteLength(name), 22);
  const local = Buffer.concat([signature(0x04034b50), common, Buffer.from(name), packed]);
  const madeBy = Buffer.from([20, 0]);
  const tail = Buffer.alloc(14);
  const entry = [signature(0x02014b50), madeBy, common, tail, Buffer.from(name)];
  const directory = Buffer.concat(entry);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
