/** `provost subscribe`: permanent subscriptions, which are three objects each, made and removed in one line; and the events that could not be delivered. */
import {
  Create, DeadLetters, Delete, ExplainQuery, ProviderError, SchemaOf, SettleDeadLetters, Subscriptions, foldPath, isErrorOf, isSameName, parsePath,
  type DeadLetter, type SubscriptionView,
} from '@provost/protocol';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import type { HostAccess } from '../hosts/host-access.js';
import { jsonText } from '../output/json-text.js';
import type { RowsView } from '../output/output.js';
import type { Invocation } from '../program/invocation.js';
import { subscribeAct, type SubscribeAct } from '../values/subscribe-act.js';
import { valuesFrom } from '../values/typed-values.js';

/** How long `add` waits for the first word of the provider of the events. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 25;

const view: RowsView<SubscriptionView> = {
  columns: [
    { title: 'NAME', cell: nameOf },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'WAITING', cell: ({ waiting }) => String(waiting), leaves: 3 },
    { title: 'DELIVERED', cell: ({ delivered }) => String(delivered), leaves: 4 },
    { title: 'DEAD', cell: ({ dead }) => String(dead), leaves: 3 },
    { title: 'CONSUMER', cell: ({ consumer }) => consumer, leaves: 2 },
    { title: 'QUERY', cell: ({ query }) => query ?? '', leaves: 1 },
    { title: 'WHY', cell: ({ why }) => why ?? '' },
  ],
  name: nameOf,
  none: 'There is no permanent subscription. Make one: provost subscribe add NAME WQL --to CLASS K=V',
};

const letterView: RowsView<DeadLetter> = {
  columns: [
    { title: 'ID', cell: ({ id }) => String(id) },
    { title: 'NAME', cell: (letter) => nameOf({ filter: filterOf(letter) }) },
    { title: 'AT', cell: ({ at }) => at },
    { title: 'ATTEMPTS', cell: ({ attempts }) => String(attempts), leaves: 2 },
    { title: 'ERROR', cell: ({ error }) => error.message },
    { title: 'EVENT', cell: ({ event }) => jsonText(event), leaves: 1 },
  ],
  name: ({ id }) => String(id),
  none: 'There are no dead letters.',
};

export const run: RunVerb = async (invocation) => {
  const asked = subscribeAct(invocation.wordsFrom(0));
  const host = await invocation.host();
  if (asked.act === 'add') return add(asked, host, invocation);
  if (asked.act === 'rm') return remove(asked.name, host, invocation);
  if (asked.act === 'dead') return dead(asked.id, host, invocation);
  const { subscriptions } = await host.ask(Subscriptions, {});
  return invocation.output.rows(view, subscriptions);
};

async function add({ name, query, values }: Extract<SubscribeAct, { act: 'add' }>, host: HostAccess, invocation: Invocation): Promise<void> {
  const to = invocation.text('to');
  if (to === undefined) throw new UsageError('add needs the class of the consumer.', 'Such as: --to root/subscription:LogFile File=/var/log/events.log');
  const { namespace, definition } = await host.ask(SchemaOf, { class: to });
  if (definition.consumes !== true) throw new UsageError(`Class ${namespace}:${definition.name} is none of consumers: nobody delivers events to its instances.`, 'Classes of consumers come with their providers, such as root/subscription:LogFile of packages/log-file.');
  const [key, ...others] = definition.key;
  if (key === undefined || others.length > 0) throw new UsageError(`Class ${namespace}:${definition.name} has not one key, so its instances cannot be called "${name}".`, 'Make the three objects yourself: docs/events.md');
  refuseKey(values, key, name);
  const given = invocation.text('namespace');
  const { namespace: at, isOfEvents } = await host.ask(ExplainQuery, { query, ...(given === undefined ? {} : { namespace: given }) }); // What is wrong with it is said now, not as it fails.
  if (!isOfEvents) throw new UsageError('The query asks for what there is, and not for what happens.', "Ask what becomes of it: SELECT * FROM __InstanceOperationEvent WITHIN 5 WHERE TargetInstance ISA 'Note'");
  const made: string[] = [];
  const create = async (className: string, properties: Record<string, unknown>): Promise<string> => {
    const { path } = await host.ask(Create, { class: `${namespace}:${className}`, properties, ...invocation.deadline });
    made.unshift(path);
    return path;
  };
  try {
    const consumer = await create(definition.name, { ...valuesFrom(values, definition.schema, `class ${namespace}:${definition.name}`), [key]: name });
    const filter = await create('__EventFilter', { Name: name, EventNamespace: at, Query: query });
    await create('__FilterToConsumerBinding', { Filter: filter, Consumer: consumer });
  } catch (error) {
    for (const path of made) await host.ask(Delete, { path }); // All three or none.
    throw error;
  }
  const { state, why } = await begun(made[0] as string, host, invocation);
  if (state === 'active') invocation.output.say(`Events go to ${made.at(-1)} from now on. See how far they are: provost subscribe ls`);
  else invocation.output.say(`The subscription is there, and no events come yet: ${why ?? 'it still begins'}\nIt is tried again by itself. See how it is: provost subscribe ls`);
  if (!invocation.output.isTable) await invocation.output.document({ binding: made[0], filter: made[1], consumer: made[2] });
}

function refuseKey(values: readonly string[], key: string, name: string): void {
  const given = values.find((value) => isSameName(value.slice(0, Math.max(0, value.search(/:?=/))), key));
  if (given !== undefined) throw new UsageError(`"${given}" says another ${key}: the consumer is called "${name}", as the subscription is.`, 'Leave it out.');
}

/** The subscription once nothing is missed any more, or something is wrong with it; after two seconds as it is then. */
async function begun(binding: string, host: HostAccess, { signal }: Invocation): Promise<Pick<SubscriptionView, 'state' | 'why'>> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  for (;;) {
    const { subscriptions } = await host.ask(Subscriptions, {});
    const found = subscriptions.find((one) => pathKey(one.binding) === pathKey(binding));
    if (found !== undefined && (found.state !== 'starting' || enough.aborted)) return found;
    if (enough.aborted) return { state: 'starting', why: null };
    await pause(PAUSE_MS);
  }
}

const pathKey = (path: string): string => foldPath({ namespace: 'root', ...parsePath(path) });

async function remove(name: string, host: HostAccess, invocation: Invocation): Promise<void> {
  const { subscriptions } = await host.ask(Subscriptions, {});
  const found = subscriptions.filter((one) => isSameName(nameOf(one), name));
  if (found.length === 0) throw new ProviderError('NOT_FOUND', {}, { message: `There is no permanent subscription "${name}".`, remedy: 'See which there are: provost subscribe ls' });
  for (const { binding, filter, consumer } of found) {
    await host.ask(Delete, { path: binding });
    const others = subscriptions.filter((one) => !found.includes(one));
    if (!others.some((one) => one.filter === filter)) await deleteIfThere(host, filter);
    if (!others.some((one) => one.consumer === consumer)) await deleteIfThere(host, consumer);
  }
  invocation.output.say(`"${name}" is removed, with what waited to be delivered and what was given up.`);
}

async function deleteIfThere(host: HostAccess, path: string): Promise<void> {
  await host.ask(Delete, { path }).catch((error: unknown) => { if (!isErrorOf(error, 'NOT_FOUND')) throw error; });
}

async function dead(id: number | undefined, host: HostAccess, invocation: Invocation): Promise<void> {
  const drop = invocation.flag('drop');
  if (drop && invocation.flag('retry')) throw new UsageError('--retry and --drop exclude each other.', 'Choose one.');
  if (drop || invocation.flag('retry')) {
    const { count } = await host.ask(SettleDeadLetters, { ...(id === undefined ? {} : { id }), drop });
    return invocation.output.say(`${count} dead ${count === 1 ? 'letter is' : 'letters are'} ${drop ? 'dropped' : 'tried again'}.`);
  }
  const { letters } = await host.ask(DeadLetters, {});
  return invocation.output.rows(letterView, letters.filter((letter) => id === undefined || letter.id === id));
}

function filterOf({ binding }: DeadLetter): string {
  const { key } = parsePath(binding);
  return key?.kind === 'named' ? String(key.properties['Filter']) : binding;
}

/** A subscription is called as its filter is. */
function nameOf({ filter }: Pick<SubscriptionView, 'filter'>): string {
  const { key } = parsePath(filter);
  if (key?.kind === 'single') return String(key.value);
  return key?.kind === 'named' ? Object.values(key.properties).join(',') : filter;
}
