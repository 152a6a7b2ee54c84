/** Requests about objects and what can be asked for. */
import { Classes, Create, DefineClass, Delete, ExplainQuery, Get, Invoke, List, Modify, Namespaces, Query, RemoveClass, SchemaOf, parsePath } from '@provost/protocol';
import type { HostParts } from '../host-parts.js';
import { HOST_AS_PROVIDER, isRegistered } from '../classes/known-class.js';
import type { RequestTable } from './host-door.js';

export function answerObjectRequests(table: RequestTable, { objects, queries, classes }: HostParts): void {
  table
    .on(Get, ({ path }, request) => objects.get(path, request))
    .onStream(List, (params, request) => objects.list(params.class, params.query ?? {}, request))
    .onStream(Query, async function* ({ query, namespace }, request) {
      yield* (await queries()).run(query, namespace, request);
    })
    .on(ExplainQuery, async ({ query, namespace }) => (await queries()).explain(query, namespace))
    .on(Create, (params, request) => objects.create(params.class, params.properties, request))
    .on(Modify, ({ path, patch }, request) => objects.modify(path, patch, request))
    .on(Delete, ({ path }, request) => objects.delete(path, request))
    .on(Invoke, (params, request) => objects.invoke(params.path, params.method, params.arguments, request))
    .on(Namespaces, () => ({ namespaces: classes.namespaces.list() }))
    .on(Classes, ({ namespace }) => ({ classes: classes.list(namespace) }))
    .on(SchemaOf, (params) => {
      const found = classes.classOf(parsePath(params.class));
      const { namespace, definition } = found;
      if (!isRegistered(found)) return { namespace, definition, provider: HOST_AS_PROVIDER };
      const { name, description: { operationIds } } = found.registration;
      return { namespace, definition, provider: name, ...(operationIds === true ? { operationIds } : {}) };
    })
    .on(DefineClass, (params) => {
      const { namespace, definition } = classes.define(params.namespace, params.definition);
      return { namespace, definition };
    })
    .on(RemoveClass, (params) => {
      classes.remove(parsePath(params.class));
      return {};
    });
}
