/** Attaches a program, which is told what to do, and tells what happens to it, over Node's channel to the test that started it. */
import { attach } from '@provost/sdk';

export function say(message) {
  if (process.connected) process.send(message, () => undefined);
}

/** Settles when it is detached, or was not attached at all. `orders`: what it does besides, by name. */
export async function attachAndObey(provider, options, orders = {}) {
  let attached;
  process.on('message', async ({ do: what, timeoutMs }) => {
    if (what === 'detach') {
      await attached.detach(timeoutMs === undefined ? {} : { timeoutMs });
      say({ detached: true });
    } else if (what === 'exit') process.exit(0);
    else if (what === 'leave') process.disconnect();
    else orders[what]();
  });
  try {
    const onChange = ({ state, why }) => say({ change: state, ...(why === undefined ? {} : { why: told(why) }) });
    attached = await attach(provider, { ...options, onChange });
    say({ attached: attached.name });
    await attached.ended;
    say({ ended: true });
  } catch (error) {
    say({ failed: told(error) });
  }
}

function told({ code, message, remedy, facts }) {
  return { code, message, remedy, facts };
}
