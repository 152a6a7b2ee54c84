/**
 * The least that an author's file can be. A process that was started ahead imports it while it waits: so Node has found the SDK by its name once, and
 * what it and the SDK do for such a file is compiled before it counts. It is never served.
 */
import { defineClass, defineProvider, Type } from '@provost/sdk';

const Sample = defineClass('Sample', {
  key: 'id',
  properties: { id: Type.String(), size: Type.Integer() },
  methods: { measure: { params: { times: Type.Integer() }, returns: Type.Integer() } },
});

export default defineProvider({ name: 'sample', namespace: 'root/sample' }).serves(Sample, {
  get: ({ id }) => ({ id, size: 0 }),
  methods: { measure: ({ id }, { times }) => id.length * times },
});
