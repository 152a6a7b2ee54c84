/** Looks for the next host of a process that has lost one: it dials, over and over, until a host that expects it has answered its hello. What that host does with it is left to the runner. */
import { isErrorOf, type Bootstrap, type HelloResult } from '@provost/protocol';
import { dialHost, type HostChannel } from './host-channel.js';

/** A host that is back is found within this. */
const DIAL_EVERY_MS = 100;

export interface NextHost {
  readonly channel: HostChannel;
  readonly hello: HelloResult;
}

export interface SearchOptions {
  readonly bootstrap: Bootstrap;
  /** The start of the host that was obeyed; none of an earlier one is. */
  readonly epoch: number;
  /** Ends the search. */
  readonly signal: AbortSignal;
  /** Whether the search may be what keeps the process alive. */
  readonly keepsAlive: () => boolean;
  /** Sets the handlers of a channel that does not listen yet. */
  readonly onDial: (channel: HostChannel) => void;
}

/** The next host. Undefined where there is one that does not expect this process, or the search was ended. Never rejects. */
export async function findNextHost(options: SearchOptions): Promise<NextHost | undefined> {
  const { signal } = options;
  while (!signal.aborted) {
    const found = await dialOnce(options);
    if (signal.aborted) await (typeof found === 'object' ? found.channel.end() : undefined);
    else if (found !== 'not yet') return found;
    if (!signal.aborted) await pause(options);
  }
  return undefined;
}

async function dialOnce({ bootstrap, epoch, onDial }: SearchOptions): Promise<NextHost | 'not yet' | undefined> {
  let channel: HostChannel | undefined;
  try {
    channel = await dialHost(bootstrap);
    onDial(channel);
    const hello = await channel.greet();
    if (hello.host.epoch >= epoch) return { channel, hello };
  } catch (thrown) {
    // That one knows this process, and does not want it; whatever else went wrong may be over in a moment.
    if (isErrorOf(thrown, 'ACCESS_DENIED')) return undefined;
  }
  void channel?.end();
  return 'not yet';
}

function pause({ signal, keepsAlive }: SearchOptions): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, DIAL_EVERY_MS);
    if (!keepsAlive()) timer.unref();
    signal.addEventListener('abort', end);
  });
}
