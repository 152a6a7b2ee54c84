/** Who is measured, in the order in which a round asks them. Each file of this folder is one of them: `open()` gives its `call`. */
import { opening } from '../cell/opened.js';

export const PEERS = ['raw', 'protocol', 'host', 'fork-json', 'vscode-jsonrpc', 'birpc', 'jest-worker', 'workerpool', 'tinypool', 'piscina', 'grpc-js'];

/** Opens one, by its name; `settings` are the host's. */
export function openPeer(name, settings) {
  return opening(async () => (await import(`./${name}.js`)).open(settings));
}
