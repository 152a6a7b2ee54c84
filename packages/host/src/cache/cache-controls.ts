/** The five cache controls as objects in `root`, as WMI has them: one instance each, whose ClearAfter is the setting of its kind. Any client reads and changes them. */
import type { CacheKind, JsonObject } from '@provost/protocol';
import { hostClass, type HostCall, type HostClass } from '../host-classes/host-class.js';
import type { Settings } from '../settings/settings.js';
import { clearAfterView, readClearAfter } from './clear-after-text.js';
import type { ClearAfterEdits } from './clear-after-edits.js';
import { CACHE_CONTROLS, CACHE_KINDS } from './kinds.js';

/** The namespace of what the host serves of itself. */
const NAMESPACE = 'root';

/** The classes, in the order of the kinds. */
export function cacheControlClasses(settings: Settings, edits: ClearAfterEdits): HostClass[] {
  return CACHE_KINDS.map((kind) => cacheControlClass(kind, settings, edits));
}

function cacheControlClass(kind: CacheKind, settings: Settings, edits: ClearAfterEdits): HostClass {
  const { className, setting, what } = CACHE_CONTROLS[kind];
  const instance = (): JsonObject => ({ ClearAfter: clearAfterView(settings.get(setting)).interval });
  const ClearAfter = {
    type: 'string',
    description: 'A WMI interval, 00000000000030.000000:000 for 30 s, or the word never. May be set as 30s, 300ms, PT30S, 0 or never too; 0: unloaded at the end of the last use.',
  } as const;
  return hostClass(
    {
      namespace: NAMESPACE,
      name: className,
      description: `How long ${what} is kept idle: it is unloaded after ClearAfter to twice that. A change acts at once. It is the setting ${setting}.`,
      key: [],
      schema: { type: 'object', properties: { ClearAfter }, required: ['ClearAfter'], additionalProperties: false },
    },
    {
      get: instance,
      list: () => [instance()],
      modify: (_key: JsonObject, patch: JsonObject, { caller }: HostCall) => {
        const text = patch['ClearAfter'];
        if (typeof text === 'string') {
          readClearAfter(text, `${NAMESPACE}:${className}`);
          edits.setKind(kind, text, caller);
        }
        return instance();
      },
    },
  );
}

/** The path of the object that is the ClearAfter of a kind. */
export function cacheControlPath(kind: CacheKind): string {
  return `${NAMESPACE}:${CACHE_CONTROLS[kind].className}=@`;
}
