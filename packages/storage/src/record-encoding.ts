/** How one record lies in the database: a CRC-32 over its place and its text, then the text, which is JSON. A flipped bit is found when it is read; a record found under a key that is not its own is too. */
import { crc32 } from 'node:zlib';
import type { RecordKey } from './record-key.js';

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

/** Whether the bytes are those that were written there. */
export function isWhole(table: string, key: RecordKey, bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.length > CHECKSUM_BYTES && buffer.readUInt32BE() === checksumOf(table, key, buffer.subarray(CHECKSUM_BYTES));
}

/** What bytes that are whole say. */
export function valueOf(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + CHECKSUM_BYTES, bytes.byteLength - CHECKSUM_BYTES).toString());
}
