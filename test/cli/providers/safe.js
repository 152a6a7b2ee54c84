// A provider that asks for a secret and serves nothing else.
import { defineClass, defineProvider, serve, Type } from '@provost/sdk';

const Safe = defineClass('Safe', { properties: { isShut: Type.Boolean() } });

const safe = defineProvider({ name: 'safe', namespace: 'root/test', credentials: ['fuse'] }).serves(Safe, { get: () => ({ isShut: true }) });

export default safe;
serve(safe);
