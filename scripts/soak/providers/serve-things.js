/** What the providers of the soak have in common: a class whose objects say in which process they are. */
import { setTimeout as pass } from 'node:timers/promises';
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const ROWS = 50;

/** Serves a class of that name. `answerMs` is the most that an answer takes; what else a provider has is the author's. */
export function serveThings(name, className, { answerMs = 0, ...definition } = {}) {
  const Thing = defineClass(className, {
    key: 'id',
    properties: { id: Type.String(), pid: Type.Integer() },
    methods: { echo: { static: true, params: { n: Type.Integer() }, returns: Type.Integer() } },
  });
  const thing = (id) => ({ id, pid: process.pid });
  const provider = defineProvider({ name, namespace: 'root/soak', ...definition }).serves(Thing, {
    get: answerMs === 0 ? ({ id }) => thing(id) : async ({ id }) => (await pass(answerMs / 2), thing(id)),
    async *list() {
      for (let row = 0; row < ROWS; row += 1) {
        if (answerMs > 0 && row % 10 === 0) await pass(1);
        yield thing(String(row));
      }
    },
    methods: { echo: answerMs === 0 ? ({ n }) => n : async ({ n }) => (await pass(n % answerMs), n) },
  });
  serve(provider);
  return provider;
}
