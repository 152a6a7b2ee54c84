/** Writes down what went with a keeper: the event, and in the log of each provider that it kept where its output ends. */
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { KeeperLoss } from './keeper/keeper-link.js';
import type { Limits } from './limits.js';
import { LogFile } from './log/log-file.js';
import { formatLogLine } from './log/log-line.js';
import type { ActivationRecord, ActivationRecords } from './repository/activation-records.js';

/** Where it is written. */
export interface LossKept {
  readonly records: ActivationRecords;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly limits: Limits;
}

/** Never throws and waits for nothing: what cannot be written is told in the host's own log, or lost with the disk. */
export function tellKeeperLoss({ records, journal, log, limits }: LossKept, { keeperPid, activations, asked }: KeeperLoss): void {
  const kept = activations.flatMap((startedAs) => records.startedAs(startedAs) ?? []);
  try {
    journal.append('keeper-lost', {
      ...(keeperPid === null ? {} : { pid: keeperPid }), activations: kept.map(({ activation }) => activation), ...(asked === undefined ? {} : { asked }),
    });
  } catch (error) {
    log.fault('the event "keeper-lost" was not kept', error);
  }
  for (const record of kept) noteEndOfOutput(record, keeperPid, limits);
}

function noteEndOfOutput({ provider, generation, pid }: ActivationRecord, keeperPid: number | null, limits: Limits): void {
  const { directory, fileBytes, files } = limits.logTarget(provider);
  const file = new LogFile({ directory, name: 'current', fileBytes, files });
  const keeper = keeperPid === null ? 'The keeper' : `The keeper (pid ${keeperPid})`;
  const text = `${keeper} has ended. What pid ${pid} writes from here on is not kept, and its exit code will not be known, until it is loaded anew: provost restart ${provider}`;
  file.append(Buffer.from(formatLogLine(Date.now(), generation, 'note', text)));
  void file.close();
}
