/** Rows as lines of JSON over a bare unix socket: a child replays bytes that it has ready, and the reader parses each line. No limits, no validation, no end but the last byte. */
import { madeRows } from '../providers/made-rows.js';
import { openChildSocket, serveAsChild } from './child-socket.js';

const LINE_FEED = 10;
/** Rows that the child has ready; it sends them again and again. */
const READY = 10_000;

/** Besides `close` a `read`, which gives so many rows in batches, a chunk's worth each. */
export async function open() {
  const { socket, close } = await openChildSocket(import.meta.url);
  return { read: (count) => batchesOf(socket, count), close };
}

async function* batchesOf(socket, count) {
  socket.write(`${count}\n`);
  let left = count;
  let rest = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const rows = [];
    let at = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, at)) {
      rows.push(JSON.parse(bytes.toString('utf8', at, end)));
      at = end + 1;
    }
    rest = bytes.subarray(at);
    yield rows;
    if ((left -= rows.length) === 0) return;
  }
}

serveAsChild(import.meta.url, (socket) => {
  const lines = [...madeRows(READY)].map((row) => `${JSON.stringify(row)}\n`);
  const all = Buffer.from(lines.join(''));
  socket.on('data', (asked) => {
    let left = Number(asked);
    const send = () => {
      for (let goesOn = true; goesOn && left > 0; left -= READY) {
        goesOn = socket.write(left >= READY ? all : Buffer.from(lines.slice(0, left).join('')));
      }
      if (left > 0) socket.once('drain', send);
    };
    send();
  });
});
