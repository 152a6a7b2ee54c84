/** Cuts a batch of rows into as few frames as the frame limit allows. */
import { isErrorOf, type JsonObject } from '@provost/protocol';

/**
 * Sends a batch, in halves where it is too large for one frame: `send` rejects with FRAME_TOO_LARGE before anything of it is written.
 * Rejects with that only when a single row is too large.
 */
export async function sendRows(rows: readonly JsonObject[], send: (rows: readonly JsonObject[]) => Promise<void>): Promise<void> {
  try {
    await send(rows);
  } catch (error) {
    if (!isErrorOf(error, 'FRAME_TOO_LARGE') || rows.length === 1) throw error;
    const middle = rows.length >> 1;
    await sendRows(rows.slice(0, middle), send);
    await sendRows(rows.slice(middle), send);
  }
}
