/** What the grammar answers: the words as they stand, not yet judged. Each rule's answer is said here once; shape-query.ts makes queries of them. */
import { parse } from './parser.generated.js';

/** A word and where it stands, in characters from 0. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

export interface PropertySyntax {
  readonly kind: 'property';
  readonly names: readonly string[];
  readonly at: number;
  /** Where a `[` follows, which is never valid. */
  readonly index: number | null;
}

export type ConstantSyntax =
  /** With its quotes and escapes. */
  | { readonly kind: 'text'; readonly raw: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number };

/** `at` is where the first operator of arithmetic stands. */
export type OperandSyntax = ConstantSyntax | PropertySyntax | { readonly kind: 'arithmetic'; readonly at: number };

export type TestSyntax = { readonly kind: 'test'; readonly left: OperandSyntax; readonly at: number } & (
  | { readonly operator: 'IS'; readonly isNot: boolean }
  | { readonly operator: 'LIKE' | 'ISA' | '=' | '!=' | '<' | '<=' | '>' | '>='; readonly right: OperandSyntax }
);

export type WhereSyntax =
  | TestSyntax
  | { readonly kind: 'not'; readonly term: WhereSyntax; readonly at: number }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly WhereSyntax[] };

export interface SelectSyntax {
  readonly kind: 'select';
  readonly properties: '*' | readonly PropertySyntax[];
  readonly from: Word;
  readonly within: { readonly at: number; readonly seconds: NumberSyntax } | null;
  readonly where: WhereSyntax | null;
  readonly group: GroupSyntax | null;
}

type NumberSyntax = Extract<ConstantSyntax, { kind: 'number' }>;

export interface GroupSyntax {
  readonly at: number;
  readonly seconds: NumberSyntax;
  readonly by: readonly PropertySyntax[] | null;
  readonly having: WhereSyntax | null;
}

export interface AssociationSyntax {
  readonly kind: 'associators' | 'references';
  readonly at: number;
  readonly path: { readonly text: string; readonly at: number };
  /** Flags have no value. */
  readonly clauses: readonly { readonly name: string; readonly at: number; readonly value?: Word | Extract<ConstantSyntax, { kind: 'text' }> }[];
}

export type Syntax = SelectSyntax | AssociationSyntax;

/** Where the text stops being WQL, and the display names of the rules that could have gone on. */
export interface SyntaxFault {
  readonly at: number;
  readonly expected: readonly string[];
}

interface ParserError {
  readonly name: string;
  readonly expected: readonly { readonly type: string; readonly description?: string }[];
  readonly location: { readonly start: { readonly offset: number } };
}

/** Reads a text by the grammar. Answers with its syntax or with the first place where it cannot be WQL. */
export function readSyntax(text: string): Syntax | SyntaxFault {
  try {
    return parse(text, {}) as Syntax;
  } catch (error) {
    const fault = error as ParserError;
    if (fault.name !== 'SyntaxError' || fault.expected === undefined) throw error;
    return { at: fault.location.start.offset, expected: [...new Set(fault.expected.flatMap(({ type, description }) => (type === 'other' && description !== undefined ? [description] : [])))] };
  }
}
