/** What a cell has opened and has to close, also when it is told to end before its figures are there. */

const opened = new Set();
/** Whatever does not close in time is left. */
const CLOSE_WITHIN_MS = 10_000;

/** `close` is called when the cell is told to end; what it returns closes it in the ordinary way, once. */
export function toClose(close) {
  const once = () => (opened.delete(once) ? close() : undefined);
  opened.add(once);
  return once;
}

/** Closes all that is open. Never rejects. */
export async function closeAll() {
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS));
  await Promise.race([Promise.allSettled([...opened].map((close) => close())), late]);
}
