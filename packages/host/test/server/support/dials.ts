/** A program that dials a socket and says how that went. */
import { connect } from 'node:net';

const socket = connect(process.argv[2]!);
const say = (outcome: string): void => {
  process.stdout.write(`${JSON.stringify({ outcome })}\n`);
  socket.destroy();
};
socket.once('connect', () => { say('connected'); });
socket.once('error', (error: NodeJS.ErrnoException) => { say(error.code ?? error.message); });
