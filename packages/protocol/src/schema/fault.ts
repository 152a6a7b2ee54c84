/** Where a value does not fit its schema, and how. */

export interface Fault {
  /** From the value that was checked: `tags[2]`, or nothing for the value itself. */
  readonly path: string;
  /** What must be there, as in "must be ...". */
  readonly expected: string;
  /** What is there, short and safe to print. */
  readonly found: string;
}

/** More faults than these are not looked for. */
export const FAULTS_AT_MOST = 20;

/** Checks a value: undefined when it fits, else its faults. */
export type Checker = (value: unknown) => readonly Fault[] | undefined;

/** A value in a few words. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
