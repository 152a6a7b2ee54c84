// Says where it is imported.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

console.log(`imported in ${process.cwd()}`);
const Word = defineClass('Word', { key: 'id', properties: { id: Type.String() } });

const provider = defineProvider({ name: 'tells-directory', namespace: 'root/test' }).serves(Word, { get: ({ id }) => ({ id }) });

export default provider;
serve(provider);
