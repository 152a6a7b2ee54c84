/** Tells how busy the machine is with other work: waits for a calmer moment before a cell, and counts what others used during it. */
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

const BUSY_SHARE = 0.15;
const SAMPLE_MS = 60;

/** All CPUs' time in the kernel's ticks, and the part of it that was used, or taken by other machines. */
function ticks() {
  const [user, nice, system, idle, wait, ...rest] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1).map(Number);
  const used = [user, nice, system, ...rest.slice(0, 3)].reduce((sum, one) => sum + one, 0);
  return { all: used + idle + wait, used };
}

function shareBetween(before, now, ownTicks = 0) {
  return now.all === before.all ? 0 : Math.max(0, now.used - before.used - ownTicks) / (now.all - before.all);
}

/** Counts the cells and those that had to share the machine. */
export class BusyWatch {
  cells = 0;
  busyCells = 0;

  constructor(patienceMs) {
    this.patienceMs = patienceMs;
  }

  /** Runs one cell in the next calm moment, or when patience is over. `run` resolves with an object that may have `ownTicks`, the CPU time that was its own. */
  async watch(run) {
    await this.#calm();
    const before = ticks();
    const outcome = await run();
    this.cells++;
    if (shareBetween(before, ticks(), outcome.ownTicks) > BUSY_SHARE) this.busyCells++;
    return outcome;
  }

  async #calm() {
    const until = performance.now() + this.patienceMs;
    for (let share = 1; share > BUSY_SHARE && performance.now() < until; ) {
      const before = ticks();
      await after(SAMPLE_MS);
      share = shareBetween(before, ticks());
    }
  }

  /** Whether figures of this run are not to be compared. */
  get isTooBusy() {
    return this.busyCells / this.cells > 0.25;
  }

  /** A sentence for the report, whether its figures are compared or not. */
  verdict(isCompared) {
    const counted = `${this.busyCells} of ${this.cells} cells shared the machine with work that used more than ${BUSY_SHARE * 100} % of it`;
    if (this.isTooBusy && isCompared) return `TOO BUSY: ${counted}. The figures of this run say little; they are compared because --anyway asks for it.`;
    if (this.isTooBusy) return `TOO BUSY: ${counted}. The figures of this run say nothing, so they are not compared; --anyway compares them.`;
    return this.busyCells > 0 ? `${counted}; ratios hold, single figures may be off.` : `The machine was quiet: ${counted}.`;
  }
}
