/** The form of a row: what can go wrong, and what then happens. The rows themselves stand in the files beside this one. */

export interface Row {
  /** What goes wrong. */
  readonly fault: string;
  /** What a caller, an author or an operator sees of it, in words of the product. */
  readonly happens: string;
}

/** By id, in the order in which they are told. */
export type Rows = Readonly<Record<string, Row>>;
