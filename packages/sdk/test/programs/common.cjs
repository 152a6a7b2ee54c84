// CommonJS, written by hand.
const { defineClass, defineProvider, serve, Type } = require('@provost/sdk');

const Word = defineClass('Word', { key: 'id', properties: { id: Type.String() } });
const provider = defineProvider({ name: 'common', namespace: 'root/test' }).serves(Word, { get: ({ id }) => ({ id }) });
module.exports = provider;
serve(provider);
