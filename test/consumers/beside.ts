/** What the tests of permanent consumers share. */
import { Create, Subscriptions, type Door, type SubscriptionView } from '@provost/protocol';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';

/** A provider of `test/consumers/providers`, by its name. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../consumers/providers/${name}.js`, import.meta.url));
}

/** Who may ask the host: an embedder's door, or a client. */
type Asks = Pick<Door, 'request'>;

/** Gives what a query wants to a collector that writes to a file. */
export async function subscribe(door: Asks, of: { readonly name: string; readonly query: string; readonly file: string; readonly poison?: number }): Promise<void> {
  const { name, query, file, poison } = of;
  const namespace = 'root/collects';
  await door.request(Create, { class: `${namespace}:Collector`, properties: { Name: name, File: file, ...(poison === undefined ? {} : { Poison: poison }) } });
  await door.request(Create, { class: `${namespace}:__EventFilter`, properties: { Name: name, EventNamespace: 'root/ticks', Query: query } });
  await door.request(Create, { class: `${namespace}:__FilterToConsumerBinding`, properties: { Filter: `__EventFilter="${name}"`, Consumer: `Collector="${name}"` } });
}

export async function subscriptionOf(door: Asks, name: string): Promise<SubscriptionView> {
  const { subscriptions } = await door.request(Subscriptions, {});
  const found = subscriptions.find(({ consumer }) => consumer === `Collector="${name}"`);
  if (found === undefined) throw new Error(`no subscription ${name}`);
  return found;
}

/** A subscription once it fits: it is asked for again after each turn of the loop. */
export async function subscriptionOnce(door: Asks, name: string, fits: (view: SubscriptionView) => boolean): Promise<SubscriptionView> {
  for (;;) {
    const view = await subscriptionOf(door, name);
    if (fits(view)) return view;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The lines of a file once they fit; it is looked at whenever something happens in its folder. */
export async function linesOnce(file: string, fits: (lines: readonly string[]) => boolean): Promise<string[]> {
  const changes = watch(dirname(file));
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => void changes.once('change', () => { resolve(); }));
      const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
      if (fits(lines)) return lines;
      await changed;
    }
  } finally {
    changes.close();
  }
}
