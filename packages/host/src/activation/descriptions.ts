/** Runs providers once to ask what they serve, as many at a time as are asked for. None of these runs outlives the host's stop. */
import { Describe, type ProviderError } from '@provost/protocol';
import { basename } from 'node:path';
import type { ProviderProcess } from '../process/provider-process.js';
import type { Target } from '../registration/find-target.js';
import { NEVER_MS } from './start-process.js';
import { entryOf, startTarget, type Runnable, type TargetTools } from './start-target.js';

export interface DescriptionsTools extends TargetTools {
  readonly epoch: number;
  readonly loadTimeoutMs: () => number;
}

export class Descriptions {
  readonly #tools: DescriptionsTools;
  /** They have no generation; they have a number, so that no two are alike. */
  #number = 0;
  readonly #runs = new Set<Promise<unknown>>();
  readonly #processes = new Set<ProviderProcess>();
  #stopped: ProviderError | undefined;

  constructor(tools: DescriptionsTools) {
    this.#tools = tools;
  }

  /** What it answers is not to be trusted yet. Rejects as a load does, and with the reason of {@link stop}. */
  async describe(target: Target, node: string, environment: Readonly<Record<string, string>>): Promise<unknown> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const run = this.#run({ target, node, environment });
    this.#runs.add(run);
    try {
      return await run;
    } catch (error) {
      throw this.#stopped ?? error;
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Ends all of them at once; settles when nothing is left of any. Never rejects. */
  async stop(reason: ProviderError): Promise<void> {
    this.#stopped ??= reason;
    for (const process of this.#processes) void process.end(0);
    await Promise.allSettled(this.#runs);
  }

  async #run(what: Runnable): Promise<unknown> {
    const number = (this.#number += 1);
    let process: ProviderProcess | undefined;
    try {
      const started = await startTarget(this.#tools, what, {
        activation: `describe-${this.#tools.epoch}.${number}`,
        provider: basename(what.target.root),
        logAs: 'describe',
        generation: 0,
        loadTimeoutMs: this.#tools.loadTimeoutMs(),
        onProcess: (made) => {
          process = made;
          this.#processes.add(made);
          if (this.#stopped !== undefined) void made.end(0); // The stop came while it was being spawned.
        },
      });
      try {
        return await started.step('did not answer provider/describe', () => started.connection.send(Describe, entryOf(what.target), NEVER_MS).result);
      } finally {
        started.ready();
        started.connection.close();
      }
    } finally {
      await process?.end(0);
      if (process !== undefined) this.#processes.delete(process);
    }
  }
}
