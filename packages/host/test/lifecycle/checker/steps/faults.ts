/** What goes wrong with a provider's process, at any moment and by no doing of the host. */
import type { Fault } from '../bounds.js';
import { failLoad, isLoading } from '../leaving.js';
import { FAILED, GARBAGE, VOTE_REFUSED } from '../messages.js';
import type { Process } from '../process.js';
import { lived } from '../slot-of-world.js';
import { ofProcesses, type StepKind } from '../step-kind.js';
import type { World } from '../world.js';
import { dropKept } from './provider.js';

function fault(kind: Fault, name: string, when: (process: Process) => boolean, strike: (process: Process, world: World) => void): StepKind {
  return ofProcesses({
    name, of: 'may',
    when: (process, world) => world.may('faults') && world.bounds.faultKinds.includes(kind) && when(process),
    take(world, process) {
      world.spend('faults');
      process.isAtFault = true;
      strike(process, world);
    },
  });
}

export const FAULTS: readonly StepKind[] = [
  fault('crash', 'process # crashes', ({ isActing }) => isActing, (process) => process.die()),
  fault('hang', 'process # hangs', ({ isActing }) => isActing, (process) => {
    process.hang();
  }),
  fault('close-channel', 'process # closes its channel and lives on', ({ isActing, channel }) => isActing && channel === 'open', (process) => {
    process.hasClosed = true;
    process.hang();
  }),
  fault('garbage', 'process # writes garbage', ({ isActing, channel }) => isActing && channel === 'open', (process) => {
    process.toHost = [...process.toHost, GARBAGE];
  }),
  fault('fail-load', 'process # fails to load', ({ isActing, phase }) => isActing && phase === 'initialising', (process) => {
    dropKept(process);
    process.phase = 'over';
    process.refusals = process.calls = 0;
    if (!process.isLoadInherited) process.say(FAILED); // Who asked for it is gone; the other host sees its end.
  }),
  fault('fail-start', 'process # cannot be started', ({ phase }) => phase === 'absent', (process, world) => {
    process.phase = 'dead';
    failLoad(world, process);
    lived(world, process.life, { name: 'certified' });
  }),
  fault('stay', 'process # refuses a release and says of nobody that it refuses, or of one that is not put to the vote', ({ isActing, phase, toProcess: [next] }) => isActing && phase === 'serving' && next?.name === 'release', (process) => {
    process.toProcess = process.toProcess.slice(1);
    process.say(VOTE_REFUSED);
  }),
  fault('slow-load', 'the load of process # takes too long', (process) => process.isActing && isLoading(process), (process, world) => failLoad(world, process)),
];
