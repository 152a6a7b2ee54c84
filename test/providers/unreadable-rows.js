// unreadable-rows.js: says that it validates, and sends frames of rows that cannot be read: which, the limit of the list says. Without a limit they can be, in each encoding.
import { rawPeer } from '@provost/testing/raw-peer';

const DENSE = 'application/vnd.provost.rows+msgpack';
const JSON_ROWS = 'application/vnd.provost.rows+json';
const text = (words) => [0xa0 | words.length, ...Buffer.from(words)];
/** `[[["id","text"]], true, [], [[0,"1","raw"]]]` */
const good = Buffer.from([0x94, 0x91, 0x92, ...text('id'), ...text('text'), 0xc3, 0x90, 0x91, 0x93, 0x00, ...text('1'), ...text('raw')]);

const broken = {
  11: [DENSE, 1, Buffer.from('oops')],
  12: [DENSE, 1, good.subarray(0, -2)],
  13: [DENSE, 1, Buffer.from([0x94, 0x90, 0xc3, 0x90, 0xdd, 0xff, 0xff, 0xff, 0xff])],
  14: [DENSE, 1, Buffer.from([0x94, 0x91, 0x91, ...text('id'), 0xc3, 0x90, 0x91, 0x92, 0x00, ...Array.from({ length: 1_000 }, () => 0x91), 0x00])],
  15: [DENSE, 2, good],
  16: [JSON_ROWS, 1, Buffer.from('[{"id":')],
  17: [JSON_ROWS, 1, Buffer.from('[7]')],
  18: [JSON_ROWS, 'many', Buffer.from('[]')],
};

function send(peer, context, [type, count, rows]) {
  const line = `${JSON.stringify({ jsonrpc: '2.0', method: 'host/rows', params: { context, count } })}\n`;
  peer.sendBytes(`Content-Length: ${line.length + rows.length}\r\nContent-Type: ${type}\r\n\r\n${line}`);
  peer.sendBytes(rows);
}

await rawPeer({
  'provider/list': ({ context, query }, peer) => {
    if (query.limit !== undefined) {
      send(peer, context.id, broken[query.limit]);
      return { count: 1 };
    }
    send(peer, context.id, [DENSE, 1, good]);
    send(peer, context.id, [JSON_ROWS, 1, Buffer.from('[{"id":"2","text":"raw"}]')]);
    return { count: 2 };
  },
}, { hello: { features: ['validates'] } });
