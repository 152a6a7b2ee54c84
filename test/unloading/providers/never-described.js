// never-described.js: cannot be asked what it serves. Its import tells TOLD, a socket, its pid, and then never ends.
import { connect } from 'node:net';

connect(process.env.TOLD).write(String(process.pid));
await new Promise(() => {});
