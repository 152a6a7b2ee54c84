/** Requests about objects and what can be asked for. */
import { Classes, Create, Delete, Get, Invoke, List, Modify, Namespaces, ProviderError, SchemaOf, parsePath } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import type { RequestTable } from './host-door.js';

export function answerObjectRequests(table: RequestTable, { objects, registrations }: HostParts): void {
  table
    .on(Get, ({ path }, request) => objects.get(path, request))
    .onStream(List, (params, request) => objects.list(params.class, params.query ?? {}, request))
    .on(Create, (params, request) => objects.create(params.class, params.properties, request))
    .on(Modify, ({ path, patch }, request) => objects.modify(path, patch, request))
    .on(Delete, ({ path }, request) => objects.delete(path, request))
    .on(Invoke, (params, request) => objects.invoke(params.path, params.method, params.arguments, request))
    .on(Namespaces, () => {
      const names = new Set(registrations.list().map(({ description }) => description.namespace));
      return { namespaces: ['root', ...[...names].filter((name) => name !== 'root').sort()] };
    })
    .on(Classes, ({ namespace }) => {
      const classes = registrations.list().flatMap((registration) =>
        registration.description.classes.map((definition) => ({
          namespace: registration.description.namespace,
          name: definition.name,
          provider: registration.name,
          key: definition.key,
          operations: definition.operations,
          methods: Object.keys(definition.methods),
        })),
      );
      const wanted = namespace?.toLowerCase();
      if (wanted !== undefined && wanted !== 'root' && !classes.some((one) => one.namespace.toLowerCase() === wanted)) {
        throw new ProviderError('INVALID_NAMESPACE', { namespace }, { message: `There is no namespace "${namespace}".` });
      }
      return { classes: wanted === undefined ? classes : classes.filter((one) => one.namespace.toLowerCase() === wanted) };
    })
    .on(SchemaOf, (params) => {
      const { registration, namespace, definition } = registrations.classOf(parsePath(params.class));
      return { namespace, provider: registration.name, definition };
    });
}
