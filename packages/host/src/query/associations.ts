/** ASSOCIATORS OF and REFERENCES OF: read whole, so that what is wrong in them is told, and then refused, since there are no associations yet. */
import { foldName, isProviderError, parsePath } from '@provost/protocol';
import { invalidQuery, unsupportedQuery } from './query-fault.js';
import type { AssociationSyntax } from './syntax.js';

const ASSOCIATORS_CLAUSES: readonly string[] = ['AssocClass', 'ClassDefsOnly', 'KeysOnly', 'RequiredAssocQualifier', 'RequiredQualifier', 'ResultClass', 'ResultRole', 'Role', 'SchemaOnly'];
const REFERENCES_CLAUSES: readonly string[] = ['ClassDefsOnly', 'KeysOnly', 'RequiredQualifier', 'ResultClass', 'Role', 'SchemaOnly'];

/** Throws NOT_SUPPORTED for a valid query of associations, INVALID_QUERY for another. */
export function refuseAssociation(text: string, { kind, at, path, clauses }: AssociationSyntax): never {
  checkPath(text, path);
  const allowed = kind === 'associators' ? ASSOCIATORS_CLAUSES : REFERENCES_CLAUSES;
  const seen = new Set<string>();
  for (const clause of clauses) {
    const name = allowed.find((one) => foldName(one) === foldName(clause.name));
    if (name === undefined) throw invalidQuery(text, clause.at, `${clause.name} does not go with REFERENCES OF.`, { expected: allowed });
    if (seen.has(name)) throw invalidQuery(text, clause.at, `${name} is said twice.`);
    seen.add(name);
    const other = name === 'ResultClass' ? 'ClassDefsOnly' : name === 'ClassDefsOnly' ? 'ResultClass' : undefined;
    if (other !== undefined && seen.has(other)) throw invalidQuery(text, clause.at, 'ClassDefsOnly and ResultClass exclude each other.');
  }
  throw unsupportedQuery(text, at, `${kind.toUpperCase()} OF is understood, and not served: there are no associations.`, { remedy: 'Ask for the objects by a property that refers to them.' });
}

function checkPath(text: string, path: AssociationSyntax['path']): void {
  try {
    parsePath(path.text);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    throw invalidQuery(text, path.at, `Within the braces stands no object path: ${error.sentence}`, { remedy: error.remedy });
  }
}
