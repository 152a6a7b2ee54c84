/** What changes in the host's own hands, told as events: instances that it keeps, classes and namespaces made by hand; and that other classes are there, for those who watch. */
import { pathOf, type ClassDefinition, type JsonObject } from '@provost/protocol';
import type { ClassDirectory } from '../classes/class-directory.js';
import type { StaticClasses } from '../classes/static-classes.js';
import type { StaticObjects } from '../classes/static-objects.js';
import type { EventJournal } from '../journal/event-journal.js';
import type { EventHub } from './event-hub.js';

export interface Changing {
  readonly classes: ClassDirectory;
  readonly statics: StaticClasses;
  readonly staticObjects: StaticObjects;
  readonly journal: EventJournal;
}

const WHAT = { created: 'Creation', modified: 'Modification', deleted: 'Deletion' } as const;
/** After these one that could not be asked may be. */
const MAY_HELP: ReadonlySet<string> = new Set(['registered', 'updated', 'enabled', 'reset']);
/** After these other providers' classes are there than before. */
const OF_REGISTRATIONS: ReadonlySet<string> = new Set(['registered', 'updated', 'unregistered', 'attached', 'detached']);

/** From here on every change is told. */
export function tellChanges(hub: EventHub, { classes, statics, staticObjects, journal }: Changing): void {
  staticObjects.onChange(({ how, namespace, definition, instance, previous }) => {
    const embedded = (one: JsonObject): JsonObject => ({ __CLASS: definition.name, __PATH: pathOf(namespace, definition, one), ...one });
    hub.raise({ namespace, class: `__Instance${WHAT[how]}Event`, event: { TargetInstance: embedded(instance), ...(previous === undefined ? {} : { PreviousInstance: embedded(previous) }) } });
  });
  statics.onChange(({ how, namespace, definition, previous }) => {
    const embedded = (one: ClassDefinition): JsonObject => ({ __PATH: `${namespace}:${one.name}`, __SUPERCLASS: one.superclass ?? null, ...one, __CLASS: one.name });
    hub.raise({ namespace, class: `__Class${WHAT[how]}Event`, event: { TargetClass: embedded(definition), ...(previous === undefined ? {} : { PreviousClass: embedded(previous) }) } });
    hub.classesChanged();
  });
  classes.namespaces.onChange(({ how, namespace }) => {
    const [parent, name] = [namespace.slice(0, namespace.lastIndexOf('/')), namespace.slice(namespace.lastIndexOf('/') + 1)];
    hub.raise({ namespace: parent, class: `__Namespace${WHAT[how]}Event`, event: { TargetNamespace: { __CLASS: '__Namespace', __PATH: `${parent}:__Namespace.Name="${name}"`, Name: name } } });
  });
  journal.on(({ type, provider }) => {
    if (OF_REGISTRATIONS.has(type)) hub.classesChanged();
    if (MAY_HELP.has(type) && provider !== undefined) hub.hurry(provider);
  });
}
