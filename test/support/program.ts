/** A program of its own that attaches itself to a host, as tests drive it: told what to do and heard over Node's channel. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAMS = new URL('../../decoupled/programs/', import.meta.url);

export interface ProgramOptions {
  /** By default `gauge`. */
  readonly program?: 'gauge' | 'bench' | 'pager' | 'raw';
  readonly pushes?: boolean;
  /** Of a raw one: what its hello and its description say differently, and whether it says no more than hello. */
  readonly hello?: Record<string, unknown>;
  readonly described?: Record<string, unknown>;
  readonly silent?: boolean;
  readonly provider?: string;
  readonly className?: string;
  readonly namespace?: string;
  readonly store?: boolean;
  readonly config?: Record<string, unknown>;
  readonly failsToLoad?: boolean;
  /** What attach is given besides the state directory. */
  readonly attach?: { readonly name?: string };
}

/** What the program says; each message has one of these members. */
export interface Said {
  readonly attached?: string;
  readonly failed?: { readonly code: string; readonly message: string; readonly remedy: string; readonly facts: Record<string, unknown> };
  readonly change?: 'attached' | 'lost' | 'refused';
  readonly why?: { readonly code: string; readonly message: string };
  readonly hanging?: true;
  readonly aborted?: true;
  readonly deferred?: true;
  readonly released?: string;
  readonly raising?: { readonly bookmark?: string; readonly queries: readonly string[] };
  readonly raisesNoMore?: true;
  /** The numbers of the events that were delivered together; the class of one that has none. */
  readonly paged?: readonly (number | string)[];
  readonly opened?: string;
  readonly detached?: true;
  readonly ended?: true;
}

/** Leaving its scope ends it. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** All that it has said, in its order. */
  readonly said: readonly Said[];
  /** Settles with the first message that has that member, among those not heard yet. */
  hear(member: keyof Said, fits?: (said: Said) => boolean): Promise<Said>;
  tell(what: 'finish' | 'detach' | 'exit' | 'leave', more?: { readonly timeoutMs?: number }): void;
  /** SIGKILL: settles when it is gone. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Settles with its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals | null>;
}

/** Starts it; it attaches to the host of that state directory. */
export function startProgram(state: string, { program = 'gauge', attach = {}, ...options }: ProgramOptions = {}): Program {
  const child: ChildProcess = fork(fileURLToPath(new URL(`${program}.js`, PROGRAMS)), [JSON.stringify({ ...options, attach: { state, ...attach } })], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const said: Said[] = [];
  let heard = 0;
  let wake = (): void => undefined;
  child.on('message', (message) => {
    said.push(message as Said);
    wake();
  });
  const exit = once(child, 'exit').then(([code, signal]) => {
    wake();
    return (code ?? signal) as number | NodeJS.Signals | null;
  });
  const hear = async (member: keyof Said, fits: (said: Said) => boolean = () => true): Promise<Said> => {
    for (;;) {
      const at = said.findIndex((one, index) => index >= heard && Object.hasOwn(one, member) && fits(one));
      if (at >= 0) {
        heard = at + 1;
        return said[at] as Said;
      }
      const failed = said.find((one) => one.failed !== undefined)?.failed;
      if (failed !== undefined) throw new Error(`the program did not attach: ${failed.message}`);
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the program ended before it said "${member}"; it said ${JSON.stringify(said)}`);
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  };
  return {
    pid: child.pid as number,
    said, hear, exit,
    tell: (what, more = {}) => void child.send({ do: what, ...more }),
    signal: (name) => void child.kill(name),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** The same, once it is attached. */
export async function attachedProgram(state: string, options: ProgramOptions = {}): Promise<Program> {
  const program = startProgram(state, options);
  await program.hear('attached');
  return program;
}
