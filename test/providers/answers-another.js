// answers-another.js: answers get and modify with the instance after the one that was asked for; only "x" is answered as it should be.
import { description, rawPeer } from '@provost/testing/raw-peer';

const { classes: [thing] } = description();
const described = description({ classes: [{ ...thing, operations: ['get', 'modify'] }] });
const another = ({ key }) => ({ instance: { id: key.id === 'x' ? 'x' : `${key.id}+1`, text: 'raw' } });

await rawPeer({
  'provider/describe': () => {
    setImmediate(() => process.exit(0));
    return described;
  },
  'provider/initialize': () => ({ description: described }),
  'provider/get': another,
  'provider/modify': another,
});
