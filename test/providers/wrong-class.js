// wrong-class.js: returns an instance of another class.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    
    return { instance: { id: 'x', colour: 'red', text: 5 } };
  },
});
