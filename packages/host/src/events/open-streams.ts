/** How many subscriptions each provider has open. They last as long as somebody watches, so they take no part in its concurrency. */

export class OpenStreams {
  readonly #counts = new Map<string, number>();

  of(provider: string): number {
    return this.#counts.get(provider) ?? 0;
  }

  count(provider: string, by: 1 | -1): void {
    const count = this.of(provider) + by;
    if (count === 0) this.#counts.delete(provider);
    else this.#counts.set(provider, count);
  }
}
