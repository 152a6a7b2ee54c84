/** The settings as objects: one for each, changed as by `provost settings`. */
import type { JsonObject, SettingView } from '@provost/protocol';
import { changeSetting } from '../door/host-requests.js';
import { hostClass, type HostClass } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import { isSettingKey } from '../settings/definitions.js';
import { ROOT, shown, text, told } from './property-types.js';

const PROPERTIES = {
  key: text('Such as operation-timeout.'),
  value: text('As a person writes it: 30s, 16MiB, 12. The word default takes it back.'),
  unit: told('string', 'duration, bytes, count, flag, or word: one of those that its description names.'),
  default: told('string', 'What holds where nothing was set.'),
  origin: told('string', 'default, set, or option: given when this host was started, which holds until it stops.'),
  live: told('boolean', 'Whether a change acts on the running host.'),
  description: told('string', 'What it limits.'),
};

/** `root:HostSetting`. */
export function settingClass(host: () => HostParts): HostClass {
  return hostClass(
    {
      namespace: ROOT, name: 'HostSetting', key: ['key'],
      description: 'A setting of the host. Most changes act at once; live says whether one does.',
      schema: {
        type: 'object', additionalProperties: false, required: Object.keys(PROPERTIES),
        properties: PROPERTIES,
      },
    },
    {
      get: ({ key }) => (isSettingKey(String(key)) ? instanceOf(host().settings.view(String(key))[0] as SettingView) : undefined),
      list: () => host().settings.view().map(instanceOf),
      modify: async ({ key }, { value }, { caller }) => {
        if (!isSettingKey(String(key))) return undefined;
        const parts = host();
        if (typeof value === 'string') await changeSetting(parts, String(key), value, caller);
        return instanceOf(parts.settings.view(String(key))[0] as SettingView);
      },
    },
  );
}

function instanceOf(view: SettingView): JsonObject {
  return shown(PROPERTIES, { ...view, value: String(view.value), default: String(view.default) });
}
