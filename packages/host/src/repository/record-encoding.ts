/** How one record lies in the database: a CRC-32 over its place and its text, then the text, which is JSON. A flipped bit is found when it is read; a record found under a key that is not its own is too. */
import { crc32 } from 'node:zlib';
import { ProviderError } from '@provost/protocol';

/** A key of a table: a name, or a number that only rises. */
export type RecordKey = string | number;

const CHECKSUM_BYTES = 4;

function checksumOf(table: string, key: RecordKey, text: Uint8Array): number {
  return crc32(text, crc32(JSON.stringify([table, key])));
}

/** The bytes of a record. */
export function encodeRecord(table: string, key: RecordKey, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const bytes = Buffer.allocUnsafe(CHECKSUM_BYTES + text.length);
  bytes.writeUInt32BE(checksumOf(table, key, text));
  text.copy(bytes, CHECKSUM_BYTES);
  return bytes;
}

/** The record that bytes are. Throws STORE_FAILED, naming table and key, when the bytes are not those that were written. */
export function decodeRecord(path: string, table: string, key: RecordKey, bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.subarray(CHECKSUM_BYTES);
  if (buffer.length <= CHECKSUM_BYTES || buffer.readUInt32BE() !== checksumOf(table, key, text)) {
    throw new ProviderError('STORE_FAILED', { path, table, key }, {
      message: `The record ${JSON.stringify(key)} of the table ${table} in the repository ${path} is damaged: its checksum does not fit.`,
      remedy: 'Stop the host, keep that file aside, and put back the copy of the last good start, repository.last-good.mdb beside it.',
    });
  }
  return JSON.parse(text.toString());
}
