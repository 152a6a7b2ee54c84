/** What the program that examines data files answers. */
export type Examination =
  /** All of it could be read. The format is null where it has none: then it is none of ours. */
  | { readonly format: number | null; readonly kind: string | null; readonly tables: readonly (readonly [string, number])[]; readonly fault?: undefined }
  /** As the end of a sentence. With `failed` LMDB or the system did not let it be read. */
  | { readonly fault: string; readonly failed?: true };
