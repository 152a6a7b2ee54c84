/** The names of programs that an operator has disabled: kept, since their registrations are not. What that means for a request is left to `attached-provider.ts`. */
import type { Repository } from '../repository/repository.js';
import type { Table } from '@provost/storage';

export class DisabledPrograms {
  readonly #table: Table<true>;

  constructor(repository: Repository) {
    this.#table = repository.table('decoupled');
  }

  has(name: string): boolean {
    return this.#table.get(name) === true;
  }

  set(name: string, isDisabled: boolean): void {
    if (isDisabled) this.#table.put(name, true);
    else this.#table.delete(name);
  }
}
