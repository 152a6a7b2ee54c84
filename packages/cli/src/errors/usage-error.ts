/** A command line that cannot be carried out as it was typed. Nothing was asked of any host; exit code 2. */

export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to type instead, shown on the same line. */
  readonly instead: string;

  constructor(sentence: string, instead: string) {
    super(sentence);
    this.instead = instead;
  }
}
