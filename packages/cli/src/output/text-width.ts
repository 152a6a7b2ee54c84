/**
 * How many columns of a terminal a text takes. Nearly all text is letters that take one each; only for other text is a library asked, which
 * takes longer to load than a whole command may take. So whoever measures text from outside says first, with {@link readyToMeasure}, what it will be.
 */

/** Letters, digits and marks that take one column, each for itself: of ASCII and the Latin alphabets, and those that we write ourselves. */
const plain = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193]*$/;

let measure: ((text: string) => number) | undefined;

/** Whether each character takes one column. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** Resolves once all of these can be measured. */
export async function readyToMeasure(texts: readonly string[]): Promise<void> {
  if (measure === undefined && !texts.every(isPlain)) measure = (await import('string-width')).default;
}

/** The columns that a text takes: wide letters two, accents none. Text for which nobody made ready is taken to have one for each character. */
export function textWidth(text: string): number {
  return isPlain(text) ? text.length : measure?.(text) ?? [...text].length;
}
