/** What `npm run bench -- ...` may be told. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [--only NAME]... [--quick] [--anyway] [--picture PATH] [--profile DIR] [-o json]

  --only NAME   only this measure: calls, hops, rows, forwarding, fairness, query, cold, again, crash, ending, stall, memory, burst, scale, rest; may be given several times
  --quick       fewer and shorter rounds: for a look, not for a figure
  --anyway      compare also where the machine was too busy with other work
  --picture PATH  write PATH.svg and PATH.png, a bar for each goal
  --profile DIR  one round, slower: a flame graph of each cell's own process, the application's and the host's side
  -o json       one JSON document on stdout instead of tables
`;

/** Throws a sentence that says what is wrong. */
export function readOptions(args, names) {
  const { values } = parseArgs({
    args,
    options: {
      anyway: { type: 'boolean', default: false }, picture: { type: 'string' }, profile: { type: 'string' }, only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false }, output: { type: 'string', short: 'o', default: 'text' }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = (values.only ?? []).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no measure ${unknown}; there are ${names.join(', ')}.`);
  if (values.picture !== undefined && values.profile !== undefined) throw new Error('--picture shows figures, and --profile measures none: give one of the two.');
  if (!['text', 'json'].includes(values.output)) throw new Error(`-o takes text or json, not ${values.output}.`);
  return { isHelp: values.help, isQuick: values.quick, isAnyway: values.anyway, picture: values.picture, profile: values.profile, isJson: values.output === 'json', only: values.only ?? names };
}
