/** A server with a door of functions, and one client that has said hello. */
import { Status } from '@provost/protocol';
import { RawClient } from './raw-client.js';
import { runningServer, STATUS, type RunningServer } from './running-server.js';
import { scriptedDoor, type Answer, type AnswerRows } from './scripted-door.js';

export interface Served extends AsyncDisposable {
  readonly running: RunningServer;
  readonly client: RawClient;
}

export async function served(answers: Readonly<Record<string, Answer>>, rows: Readonly<Record<string, AnswerRows>> = {}, limits = {}): Promise<Served> {
  const running = await runningServer({ door: scriptedDoor({ [Status.method]: () => STATUS, ...answers }, rows), limits });
  const client = await RawClient.greeted(running.socket);
  return { running, client, [Symbol.asyncDispose]: async () => { client.close(); await running[Symbol.asyncDispose](); } };
}
