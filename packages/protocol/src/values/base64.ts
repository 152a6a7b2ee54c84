/** Bytes as base64 and back, in plain JavaScript: what is written here runs wherever the protocol does. Whether a text is base64 at all is left to the formats of the schema. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 61;
/** Bytes that are written in one piece: a multiple of three, and few enough to be the arguments of one call. */
const PIECE_BYTES = 8190;

/** The character of each of the 64 values, and the value of each character. Made when first needed. */
let codes: Uint8Array | undefined;
let values: Uint8Array | undefined;

/** Base64 with padding: three bytes are four characters. */
export function base64Of(bytes: Uint8Array): string {
  codes ??= Uint8Array.from(LETTERS, (letter) => letter.charCodeAt(0));
  const piece = new Uint8Array(Math.ceil(Math.min(bytes.length, PIECE_BYTES) / 3) * 4);
  let text = '';
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const length = writePiece(bytes, start, Math.min(start + PIECE_BYTES, bytes.length), piece, codes);
    text += String.fromCharCode(...piece.subarray(0, length));
  }
  return text;
}

function writePiece(bytes: Uint8Array, start: number, end: number, piece: Uint8Array, letters: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end; at += 3) {
    const three = (bytes[at]! << 16) | ((at + 1 < end ? bytes[at + 1]! : 0) << 8) | (at + 2 < end ? bytes[at + 2]! : 0);
    piece[length++] = letters[three >> 18]!;
    piece[length++] = letters[(three >> 12) & 63]!;
    piece[length++] = at + 1 < end ? letters[(three >> 6) & 63]! : PADDING;
    piece[length++] = at + 2 < end ? letters[three & 63]! : PADDING;
  }
  return length;
}

/** The bytes of a text that is base64 with padding. Takes a text that was checked; of any other it makes some bytes. */
export function bytesOfBase64(text: string): Uint8Array {
  values ??= valuesOfLetters();
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array(Math.max(Math.floor(text.length / 4) * 3 - padding, 0));
  let length = 0;
  for (let at = 0; at + 3 < text.length; at += 4) {
    const three = (values[text.charCodeAt(at)]! << 18) | (values[text.charCodeAt(at + 1)]! << 12) | (values[text.charCodeAt(at + 2)]! << 6) | values[text.charCodeAt(at + 3)]!;
    // What lies past the end of the bytes is padding, and is not kept.
    bytes[length++] = three >> 16;
    bytes[length++] = three >> 8;
    bytes[length++] = three;
  }
  return bytes;
}

function valuesOfLetters(): Uint8Array {
  const made = new Uint8Array(128);
  for (let value = 0; value < LETTERS.length; value++) made[LETTERS.charCodeAt(value)] = value;
  return made;
}
