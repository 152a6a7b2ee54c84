/** `provost settings [KEY [VALUE]]`. */
import { Settings, SetSetting, type SettingView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { durationText, sizeText } from '../output/measures.js';
import type { RowsView } from '../output/output.js';

/** A single one has room for all that is said of it. */
const viewOf = (isSingle: boolean): RowsView<SettingView> => ({
  columns: [
    { title: 'KEY', cell: (setting) => setting.key },
    { title: 'VALUE', cell: (setting) => settingText(setting, setting.value), align: 'right' },
    { title: 'ORIGIN', cell: (setting) => setting.origin, leaves: isSingle ? 1 : 2 },
    { title: 'DEFAULT', cell: (setting) => settingText(setting, setting.default), align: 'right', wide: true },
    { title: 'TAKES EFFECT', cell: (setting) => (setting.live ? 'at once' : 'at the next start'), wide: true },
    { title: 'DESCRIPTION', cell: (setting) => setting.description, cut: isSingle ? 12 : 20, leaves: isSingle ? 2 : 1, wraps: isSingle },
  ],
  name: (setting) => setting.key,
  whole: 'provost settings KEY',
});

export const run: RunVerb = async (invocation) => {
  const [key, value] = [invocation.wordAt(0), invocation.wordAt(1)];
  const host = await invocation.host();
  if (key === undefined) return invocation.output.rows(viewOf(false), (await host.ask(Settings, {})).settings);
  if (value === undefined) return invocation.output.rows(viewOf(true), (await host.ask(Settings, { key })).settings);
  const setting = await host.ask(SetSetting, { key, value });
  if (!setting.live) invocation.output.say(`${setting.key} takes effect at the next start of the host.`);
  return invocation.output.rows(viewOf(true), [setting]);
};

function settingText({ unit }: SettingView, value: SettingView['value']): string {
  if (typeof value !== 'number') return String(value);
  if (unit === 'duration') return durationText(value);
  return unit === 'bytes' ? sizeText(value) : String(value);
}
