// kill-at.mjs: kills the process that it is loaded into, once there is a file KILL_ARMED, at the message that KILL_AT names: as it is read, before it is
// written, or after; or when a file of that name was removed.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

const [, when, text] = /^(\w+) (.*)$/.exec(process.env.KILL_AT);
const end = () => process.kill(process.pid, 'SIGKILL');
const isIt = (chunk) => chunk != null && fs.existsSync(process.env.KILL_ARMED) && Buffer.from(chunk).includes(text);
const { push, write } = Socket.prototype;
const { unlinkSync } = fs;

if (when === 'reads') {
  Socket.prototype.push = function (chunk, ...more) {
    if (isIt(chunk)) end();
    return push.call(this, chunk, ...more);
  };
} else if (when === 'removed') {
  fs.unlinkSync = (path) => {
    unlinkSync(path);
    if (String(path).endsWith(text) && fs.existsSync(process.env.KILL_ARMED)) end();
  };
  syncBuiltinESMExports();
} else {
  Socket.prototype.write = function (chunk, ...more) {
    const isHere = isIt(chunk);
    if (isHere && when === 'writes') end();
    const isTaken = write.call(this, chunk, ...more);
    if (isHere) end();
    return isTaken;
  };
}
