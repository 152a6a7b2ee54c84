/** The host as objects in `root`: what is registered, what is loaded, the settings and the host itself. Cache controls and events are made where their state is. */
import type { HostClass } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import { hostProcessClass } from './host-process-class.js';
import { loadedProviderClass } from './loaded-provider-class.js';
import { registrationClass } from './registration-class.js';
import { settingClass } from './setting-class.js';

/** All of them. `host` is called when they are asked, not before. */
export function ownClasses(host: () => HostParts): HostClass[] {
  return [registrationClass(host), loadedProviderClass(host), settingClass(host), hostProcessClass(host)];
}
