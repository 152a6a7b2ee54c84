/** Raises what becomes of files: provost watch "SELECT * FROM FileChanged WHERE folder = '/var/log'". Only the folders are watched that the queries name. */
import { defineEvent, defineProvider, ProviderError, serve, Type } from '@provost/sdk';
import { FolderChanges } from './folder-changes.js';

export const FileChanged = defineEvent('FileChanged', {
  description: 'What became of a file. A query names its folder: WHERE folder = \'/var/log\'.',
  properties: {
    folder: Type.String({ description: 'As the query has it.' }),
    what: Type.Enum(['created', 'modified', 'deleted', 'unreadable'], { description: 'unreadable: the folder itself cannot be read, or is not there. It is watched as soon as it can be.' }),
    name: Type.Optional(Type.String({ description: 'Of the file.' })),
    size: Type.Optional(Type.Integer({ description: 'In bytes.' })),
  },
});

const folderWatch = defineProvider({
  name: 'folder-watch',
  namespace: 'root/files',
  config: { folders: Type.Array(Type.String(), { default: [], description: 'Watched for queries that name no folder.' }) },
  load: ({ config }) => ({ folders: config.folders }),
}).raises(FileChanged, {
  async start(raise, { folders }, context) {
    if (context.queries.every((query) => foldersOf(query, folders).length === 0)) {
      throw new ProviderError('INVALID_QUERY', {}, { message: 'The query names no folder, and none is configured.', remedy: "Name it: WHERE folder = '/var/log'." });
    }
    const changes = new FolderChanges({
      since: context.bookmark,
      async tell(event, bookmark) {
        await raise.drained(); // Who watches is slow: it is looked again when there is room, and what has changed twice by then is told once.
        raise(event, { bookmark });
      },
    });
    const watchOver = async (queries) => changes.watch(queries.flatMap((query) => foldersOf(query, folders)));
    context.onQueries(watchOver);
    await watchOver(context.queries); // What has changed after this is told.
    return () => changes.stop();
  },
});

/** The folders that a query asks for: the one that it names, or those of the configuration. */
function foldersOf({ conditions }, configured) {
  const named = conditions.filter(({ property, operator }) => property === 'folder' && operator === '=').map(({ value }) => value);
  return named.length === 0 ? configured : named;
}

export default folderWatch;
serve(folderWatch);
