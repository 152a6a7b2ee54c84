/** Many providers of one class each, in a folder: written, and registered with a host. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SDK = fileURLToPath(new URL('../../node_modules/@provost', import.meta.url));
const AT_A_TIME = 4;

const programOf = (number) => `import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Thing${number} = defineClass('Thing${number}', { key: 'id', properties: { id: Type.String(), text: Type.String() } });
const provider = defineProvider({ name: 'many-${number}', namespace: 'root/many' }).serves(Thing${number}, { get: ({ id }) => ({ id, text: 'here' }), list: () => [] });
export default provider;
serve(provider);
`;

/** Names `many-0` to `many-N`, each with an object of its own class at `pathOf(number)`. */
export async function registerMany(host, folder, count) {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(SDK, join(folder, 'node_modules/@provost'));
  const register = async (number) => {
    const file = join(folder, `many-${number}.mjs`);
    await writeFile(file, programOf(number));
    await host.register({ path: file });
  };
  for (let number = 0; number < count; number += AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - number) }, (_, index) => register(number + index)));
  }
}

export const nameOf = (number) => `many-${number}`;
export const pathOf = (number) => `root/many:Thing${number}="x"`;
