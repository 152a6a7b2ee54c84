/** What is said of a query of events before anybody watches: who tells of them, and what the host does itself. */
import type { QueryExplanation } from '@provost/protocol';
import type { ClassDirectory } from '../classes/class-directory.js';
import { HOST_AS_PROVIDER, isRegistered, type ClassPlace } from '../classes/known-class.js';
import { parseQuery } from '../query/parse-query.js';
import { asEventQuery } from '../query/shape-query.js';
import { watchedQuery, type Origin } from './watched-query.js';

/** Throws as watching it would. */
export function explainWatch(text: string, namespace: string | undefined, classes: ClassDirectory): QueryExplanation {
  const watched = watchedQuery(text, namespace, classes);
  const query = asEventQuery(parseQuery(text));
  const { definition } = classes.classOf({ namespace: watched.namespace, class: query.class });
  const filtered = query.where === undefined ? [] : ['The host looks at each and passes on those that fit.'];
  const told = { class: `${watched.namespace}:${definition.name}`, provider: HOST_AS_PROVIDER, explain: ['The host tells of them as they happen.', ...filtered] };
  return {
    isOfEvents: true, namespace: watched.namespace, definition,
    columns: query.select === '*' ? Object.keys(definition.schema.properties ?? {}) : query.select.map(({ names }) => names.join('.')),
    classes: watched.origins.length === 0 ? [told] : watched.origins.map((origin) => ({ ...explained(origin), explain: [sentenceOf(origin), ...filtered] })),
  };
}

function explained(origin: Origin): { readonly class: string; readonly provider: string } {
  const of: ClassPlace = origin.how === 'raised' ? origin.by : origin.of;
  const provider = origin.how === 'raised' ? origin.by.registration.name : isRegistered(origin.of) ? origin.of.registration.name : HOST_AS_PROVIDER;
  return { class: `${of.namespace}:${of.definition.name}`, provider };
}

function sentenceOf(origin: Origin): string {
  if (origin.how === 'raised') return 'The provider raises them, and is loaded for as long as somebody watches.';
  return `The host lists the instances every ${origin.withinSeconds} s and compares them with those of the last time.`;
}
