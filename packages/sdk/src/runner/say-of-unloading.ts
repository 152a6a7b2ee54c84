/** The part of a context that is about staying loaded, for contexts that are plain objects. A request has the same as methods. */
import type { Context } from '../define/contexts.js';
import type { Jobs } from './jobs.js';
import type { Refuser, Unloading } from './unloading.js';

/** What a context says of unloading. */
export type SayOfUnloading = Pick<Context, 'keepWarm' | 'hold' | 'background' | 'refuseUnload' | 'requestUnload'>;

/** Makes it for one context. */
export function sayOfUnloading(by: Refuser, unloading: Unloading, jobs: Jobs): SayOfUnloading {
  return {
    keepWarm: (duration) => unloading.keepWarm(duration),
    hold: (why) => unloading.hold(by, why),
    background: (name, work) => jobs.begin(by, name, work),
    refuseUnload: (why) => unloading.refuse(by, why),
    requestUnload: () => unloading.request(by),
  };
}
