/** What a cell opens and has to close: also when it is told to end before its figures are there, or while it still opens or closes. */

/** Whatever is not closed by then is ended by who started the cell. */
const CLOSE_WITHIN_MS = 3_000;
/** How a host is stopped where nobody waits for its answers any more. */
const IN_A_HURRY = { force: true, timeoutMs: 2_000 };

const opened = new Set();
let isEnding = false;

/** Whether the cell was told to end. */
export const isToldToEnd = () => isEnding;

/**
 * Opens what has a `close` and resolves with it. It is known before it begins, so that a cell that is told to end meanwhile closes it once it is open.
 * Its `close` closes once, however often it is called; it may be given how a host is to stop. Rejects in a cell that was told to end.
 */
export async function opening(open) {
  if (isEnding) throw new Error('The cell was told to end.');
  let closing;
  const closeIt = async (how) => {
    await (await whenOpen.catch(() => undefined))?.close(how); // What did not open is told to who opened it.
    opened.delete(close);
  };
  const close = (how) => (closing ??= closeIt(how));
  opened.add(close);
  const whenOpen = open();
  return { ...await whenOpen, close };
}

/** Closes all that is open, or soon will be. Never rejects. */
export async function closeAll() {
  isEnding = true;
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS));
  await Promise.race([Promise.allSettled([...opened].map((close) => close(IN_A_HURRY))), late]);
}
