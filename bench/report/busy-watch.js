/** Tells how busy the machine is with other work, and waits for a calmer moment before each cell. */
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

const BUSY_SHARE = 0.15;
const SAMPLE_MS = 60;

function ticks() {
  const [user, nice, system, idle, wait, ...rest] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1).map(Number);
  const all = [user, nice, system, idle, wait, ...rest.slice(0, 3)].reduce((sum, one) => sum + one, 0);
  return { all, idle: idle + wait };
}

/** The share of all CPUs' time that was used while this process waited. */
async function busyShare() {
  const before = ticks();
  await after(SAMPLE_MS);
  const now = ticks();
  return now.all === before.all ? 0 : 1 - (now.idle - before.idle) / (now.all - before.all);
}

/** Counts the cells and those that had to start although the machine was busy. */
export class BusyWatch {
  cells = 0;
  busyCells = 0;

  constructor(patienceMs) {
    this.patienceMs = patienceMs;
  }

  /** Resolves when the machine is calm, or when patience is over. */
  async calm() {
    this.cells++;
    const until = performance.now() + this.patienceMs;
    while ((await busyShare()) > BUSY_SHARE) {
      if (performance.now() > until) {
        this.busyCells++;
        return;
      }
    }
  }

  /** A sentence for the report. */
  verdict() {
    const share = this.busyCells / this.cells;
    const counted = `${this.busyCells} of ${this.cells} cells started while other work used more than ${BUSY_SHARE * 100} % of the machine`;
    if (share > 0.25) return `TOO BUSY: ${counted}. Neither figures nor ratios of this run should be relied on.`;
    return share > 0 ? `${counted}; ratios hold, single figures may be off.` : `The machine was quiet: ${counted}.`;
  }
}
