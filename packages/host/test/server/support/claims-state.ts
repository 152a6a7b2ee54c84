/** A program that claims a state directory, says so, and holds it until its standard input ends; or says with which error it could not. */
import { claimState } from '#src/server/state-directory.js';
import { LOCK_COMMANDS } from '#src/server/state-lock.js';

const [state, command] = process.argv.slice(2);
const commands = LOCK_COMMANDS.filter((each) => command === undefined || each.command === command);

claimState(state!, commands).then(
  () => {
    process.stdout.write(`${JSON.stringify({ claimed: process.pid })}\n`);
    process.stdin.resume();
  },
  (error: unknown) => {
    process.stdout.write(`${JSON.stringify({ refused: error })}\n`);
  },
);
