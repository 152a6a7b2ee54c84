/** Requests about the host itself: status, settings, what happened, what was written, and its end. */
import { Doctor, Events, Logs, SetSetting, Settings, Status, Stop, type Caller, type JsonObject, type SettingView } from '@provost/protocol';
import { join } from 'node:path';
import { cacheKindOf } from '../cache/kinds.js';
import type { HostParts } from '../host-parts.js';
import { batched } from '../journal/batched.js';
import { readLog } from '../log/read-log.js';
import { probeMachine } from '../process/probes.js';
import type { RequestTable } from './host-door.js';
import { hostHas } from './host-has-it.js';
import { statusOf } from './host-status.js';

export function answerHostRequests(table: RequestTable, parts: HostParts): void {
  const { settings, journal, registrations } = parts;
  table
    .on(Status, () => statusOf(parts))
    .on(Settings, ({ key }) => ({ settings: settings.view(key) }))
    .on(SetSetting, ({ key, value }, { caller }) => changeSetting(parts, key, value, caller))
    .onStream(Events, ({ since, tail, follow }, request) =>
      batched(untilStop(parts, request.options.signal), (signal) => journal.read({ ...given({ since, tail, follow }), signal }) as AsyncIterable<JsonObject & object>),
    )
    .onStream(Logs, ({ name, sinceMs, tail, previous, follow }, request) => {
      const directory = join(parts.state, 'logs', name === undefined ? 'host' : hostHas(registrations.get(name), 'see what it writes', 'Look where that program writes to.').name);
      return batched(
        untilStop(parts, request.options.signal),
        (signal) => readLog(directory, { ...given({ sinceMs, tail, follow, previous }), signal }) as AsyncIterable<JsonObject & object>,
      );
    })
    .on(Doctor, async () => ({ findings: await probeMachine() }))
    .on(Stop, ({ timeoutMs, force, leave }) => {
      parts.requestStop(given({ timeoutMs, force, leave }));
      return { pid: process.pid };
    });
}

/** Sets and keeps a setting, and tells of it; settles when it holds, in the processes too that would go by it without the host. Rejects with NOT_FOUND or INVALID_PARAMETER. */
export async function changeSetting({ settings, journal, clearAfterEdits, orphanTimes }: HostParts, key: string, value: string, by: Caller): Promise<SettingView> {
  const kind = cacheKindOf(key);
  if (kind !== undefined) {
    clearAfterEdits.setKind(kind, value, by); // It tells of it itself.
    return settings.view(key)[0] as SettingView;
  }
  const setting = settings.set(key, value);
  journal.append('setting-changed', { key, value: setting.value });
  await orphanTimes.told();
  return setting;
}

/** What follows ends with the host too. */
function untilStop(parts: HostParts, signal: HostSignal): AbortSignal {
  return signal === undefined ? parts.emptied : AbortSignal.any([parts.emptied, signal as AbortSignal]);
}

type HostSignal = { readonly aborted: boolean } | undefined;

/** The options that were given; absent ones stay absent. */
function given<T extends Record<string, unknown>>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
