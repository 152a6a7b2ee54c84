/** What has happened in many schedules, counted. */
import type { HostEvent } from '@provost/protocol';

export class Tally {
  schedules = 0;
  steps = 0;
  requests = 0;
  loads = 0;
  crashes = 0;
  refusedReleases = 0;
  /** How often something was waited for that did not come. */
  inVain = 0;
  readonly answers = new Map<string, number>();
  readonly unloads = new Map<string, number>();
  readonly taken = new Map<string, number>();

  step(name: string): void {
    this.steps += 1;
    count(this.taken, name);
  }

  answer(how: string): void {
    count(this.answers, how);
  }

  told({ type, reason, staysAs }: HostEvent): void {
    if (type === 'loaded') this.loads += 1;
    else if (type === 'crashed') this.crashes += 1;
    else if (type === 'unload-refused') this.refusedReleases += 1;
    else if (type === 'unloaded') count(this.unloads, `${reason}${staysAs === undefined ? '' : ', stays as a client'}`);
  }

  /** One line each. */
  lines(): string[] {
    const of = (counts: ReadonlyMap<string, number>): string => [...counts].sort(([, one], [, other]) => other - one).map(([what, times]) => `${what} ${times.toLocaleString('en')}`).join('; ');
    return [
      `${this.schedules.toLocaleString('en')} schedules, ${this.steps.toLocaleString('en')} steps, ${this.requests.toLocaleString('en')} requests`,
      `answers: ${of(this.answers)}`,
      `${this.loads.toLocaleString('en')} loads, ${this.crashes.toLocaleString('en')} crashes, ${this.refusedReleases.toLocaleString('en')} releases refused`,
      `unloads: ${of(this.unloads)}`,
    ];
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
