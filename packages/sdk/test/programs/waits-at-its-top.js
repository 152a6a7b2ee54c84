// An ES module that waits at its top, as none may that is required; what it imports is run once all the same.
import { runs } from './counts-its-runs.js';
import { defineClass, defineProvider, Type } from '@provost/sdk';

await Promise.resolve();

const Word = defineClass('Word', { key: 'id', properties: { id: Type.String(), runs: Type.Integer() } });

export default defineProvider({ name: 'test', namespace: 'root/test' }).serves(Word, { get: ({ id }) => ({ id, runs }) });
