/** `provost ls -w`: the list again whenever something happened, and each second for the ages. A program gets a document for each provider that changed. */
import { setTimeout as pause } from 'node:timers/promises';
import { Events, Providers, allProviders, type ProviderView } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';
import type { HostAccess } from '../hosts/host-access.js';
import { providerRows } from '../output/provider-view.js';
import { Screen } from '../output/screen.js';
import { leftOutLines } from '../output/left-out.js';
import type { Invocation } from '../program/invocation.js';

/** Ages are shown in seconds. */
const everyMs = 1_000;
/** Events that come together are shown together. */
const togetherMs = 50;

/** Runs until it is interrupted or the host stops. */
export async function watchProviders(invocation: Invocation): Promise<number | void> {
  const { output } = invocation;
  if (output.format === 'json' || output.format === 'name') {
    const why = output.format === 'json' ? 'is one document, and what is watched has no end' : 'cannot say what changed';
    throw new UsageError(`-o ${output.format} ${why}.`, 'Type: provost ls -w -o jsonl or -o yaml');
  }
  const host = await invocation.host();
  const ended = new AbortController();
  const signal = AbortSignal.any([invocation.signal, ended.signal]);
  const happened = new Wake();
  const following = follow(host, happened).finally(() => ended.abort());
  // Its failure is told below, once the screen is the reader's again.
  following.catch(() => undefined);
  const show = output.canRedraw && output.isTable ? screenShower(invocation) : changeShower(invocation);
  try {
    while (!signal.aborted) {
      const providers = await allProviders((params) => host.ask(Providers, params));
      await show.show(providers);
      await Promise.race([happened.next(), pause(everyMs, undefined, { signal }).catch(() => undefined)]);
      await pause(togetherMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    if (!invocation.signal.aborted) throw error; // The question that was open when the person had seen enough.
  } finally {
    show.end();
  }
  if (!invocation.signal.aborted) await following;
}

async function follow(host: HostAccess, happened: Wake): Promise<void> {
  const batches = host.rows(Events, { follow: true, tail: 0 }, true)[Symbol.asyncIterator]();
  while (!(await batches.next()).done) happened.wake();
}

/** Something to wait for that may have come already. */
class Wake {
  #isDue = false;
  #waiting: (() => void) | undefined;

  wake(): void {
    this.#isDue = true;
    this.#waiting?.();
  }

  async next(): Promise<void> {
    if (!this.#isDue) await new Promise<void>((resolve) => { this.#waiting = resolve; });
    this.#isDue = false;
    this.#waiting = undefined;
  }
}

interface Shower {
  show(providers: readonly ProviderView[]): Promise<void>;
  end(): void;
}

function screenShower({ output }: Invocation): Shower {
  const screen = new Screen(output);
  const view = providerRows(output.dataPaint);
  return {
    async show(providers) {
      if (providers.length === 0) return screen.show([view.none ?? '']);
      const table = output.table(view);
      return screen.show(await table.lines(providers), leftOutLines(table, view, output.width).map(output.dataPaint.faint));
    },
    end: () => screen.end(),
  };
}

function changeShower({ output }: Invocation): Shower {
  const view = providerRows(output.dataPaint);
  const table = output.table(view);
  const last = new Map<string, string>();
  return {
    async show(providers) {
      const changed = providers.filter((provider) => {
        // Ages and memory always change; what is waited for is the rest.
        const mark = JSON.stringify({ ...provider, idleMs: null, dueInMs: null, rssBytes: null });
        const isNew = last.get(provider.name) !== mark;
        last.set(provider.name, mark);
        return isNew;
      });
      if (changed.length === 0) return;
      await (output.isTable ? output.write(`${(await table.lines(changed)).join('\n')}\n`) : output.documents(changed));
    },
    end() {},
  };
}
