// exhausts-its-heap.js: keeps all that it makes, until V8 has no room left. Started with a small heap, so that this is soon.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    const kept = [];
    for (;;) kept.push({ n: kept.length });
  },
});
