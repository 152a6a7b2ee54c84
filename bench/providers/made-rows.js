/** Rows of some 200 bytes in JSON, as a table of processes may have them. */
export function* madeRows(count) {
  for (let id = 0; id < count; id++) {
    yield { id, name: `process number ${id}`, path: `/usr/lib/some/where/bin/program-${id % 977}`, state: id % 3 === 0 ? 'running' : 'sleeping', sizeBytes: 4096 + id, share: (id % 100) / 100, owner: 'administrator', isActive: id % 2 === 0 };
  }
}
