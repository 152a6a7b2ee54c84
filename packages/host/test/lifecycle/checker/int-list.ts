/** A list of whole numbers that grows, at four bytes each: an exploration has millions. */

export class IntList {
  length = 0;
  #numbers = new Int32Array(1024);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const wider = new Int32Array(2 * this.length);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  /** The number at a place that is there. */
  at(index: number): number {
    return this.#numbers[index]!;
  }
}
