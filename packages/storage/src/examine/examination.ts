/** What the program that examines data files answers. */
import type { RecordKey } from '../record-key.js';

export type Examination =
  /** All of it could be read. The format is null where it has none: then it is none of ours. */
  | { readonly format: number | null; readonly kind: string | null; readonly owner: string | null; readonly tables: readonly (readonly [string, number])[]; readonly fault?: undefined }
  /** As the end of a sentence. With `failed` LMDB or the system did not let it be read; with `record` it is that one which is not what was written. */
  | { readonly fault: string; readonly failed?: true; readonly record?: RecordPlace };

/** Where a record lies. */
export interface RecordPlace {
  readonly table: string;
  readonly key: RecordKey;
}
