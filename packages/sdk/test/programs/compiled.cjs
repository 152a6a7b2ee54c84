// CommonJS, as a compiler writes it.
Object.defineProperty(exports, '__esModule', { value: true });
const sdk = require('@provost/sdk');

const Word = sdk.defineClass('Word', { key: 'id', properties: { id: sdk.Type.String() } });
exports.default = sdk.defineProvider({ name: 'compiled', namespace: 'root/test' }).serves(Word, { get: ({ id }) => ({ id }) });
