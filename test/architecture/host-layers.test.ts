import { expect, test } from '@jest/globals';
import { findLayerFaults } from './host-layers.js';
import { filesUnder } from './source-tree.js';

test('inside the host the arrows point only downwards', () => {
  expect(findLayerFaults(filesUnder('packages/host/src', '.ts'))).toEqual([]);
});

test('an arrow that points upwards is reported with both ends', () => {
  const file = { path: 'packages/host/src/repository/table.ts', text: "import type { Lease } from '../activation/lease.js';" };
  expect(findLayerFaults([file])).toEqual(['packages/host/src/repository/table.ts imports ../activation/lease.js: activation is above repository.']);
});

test('an arrow down, one to the same folder and one to the clock are in order', () => {
  const text = "import '../process/tree.js'; import './lease.js'; import '../clock.js';";
  expect(findLayerFaults([{ path: 'packages/host/src/activation/slot.ts', text }])).toEqual([]);
});

test('a folder that nobody gave a place is reported', () => {
  expect(findLayerFaults([{ path: 'packages/host/src/gadgets/one.ts', text: '' }])).toEqual(['packages/host/src/gadgets has no place in HOST_LAYERS: give it one.']);
});
