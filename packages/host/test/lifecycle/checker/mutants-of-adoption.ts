/** The mutants of adoption: each rule by which a host takes over what an earlier one has left, taken away in turn. The others are in `mutants.ts`. */
import { slotTransition } from '#src/lifecycle/slot-transition.js';
import { agesOn, changes, decides, lifeOf, mishears, newest, withLife, without, type Mutant } from './mutant.js';

export const ADOPTION: readonly Mutant[] = [
  without('adoptsOnlyLatest', 'adopts all that it finds', 'P2', 'hostDiesOverlap'),
  without('adoptsOnlyPresent', 'adopts one of a registration that was changed', 'update', 'hostDiesActs'),
  without('startsAfterLeftBehind', 'starts a process before what is not adopted is gone (R-h)', 'P2', 'hostDiesActs'),
  without('endsLeftBehind', 'leaves what it does not adopt alone', 'S6', 'hostDiesOverlap'),
  decides('loads although one is being adopted (R-h)', 'P1', 'hostDies', (state, event, nowMs) => {
    const life = newest(state, 'adopting');
    if (event.name !== 'asked' || life === undefined) return undefined;
    const after = slotTransition({ ...withLife(state, life, { name: 'killing', sinceMs: 0, cause: 'forced', reason: undefined }), overlap: true }, event, nowMs);
    return { ...after, state: { ...withLife(after.state, life, { name: 'adopting', sinceMs: 0 }), overlap: state.overlap } };
  }),
  mishears('forgets what runs when it adopts', 'P6', 'hostDies', (event) => (event.name === 'adopted' ? { ...event, leases: 0 } : event)),
  mishears('forgets who refuses when it adopts', 'P5', 'hostDies', (event) => (event.name === 'adopted' ? { ...event, refusals: [] } : event)),
  mishears('takes a client that it adopts for one that serves', 'P6', 'hostDiesClient', (event) => (event.name === 'adopted' && event.as === 'client' ? { ...event, as: 'serving' } : event)),
  mishears('takes one that loads for one that serves', 'P6', 'hostDies', (event) => (event.name === 'adopted' && event.as === 'loading' ? { ...event, as: 'serving' } : event)),
  agesOn('counts the idle time from before the adoption', 'P3', 'hostDiesEdits', ({ name }) => name === 'adopted'),
  changes('frees the slot when it gives up an adoption (R-d)', 'P7', 'hostDies', (after, life, { name }, before) => (name !== 'not-adopted' || before?.name !== 'adopting' ? after : {
    state: { ...after.state, lives: after.state.lives.filter(({ number }) => number !== life) },
    effects: [...after.effects, { do: 'settle', life }],
  })),
  mishears('waits for ever for one that does not obey', 'L3', 'hostDiesFaults', (event) => (event.name === 'not-adopted' ? undefined : event)),
  mishears('does not end one that hangs with what it has inherited', 'L3', 'hostDiesFaults', (event) => (event.name === 'hung' ? undefined : event)),
  decides('forgets a change of the registration while it adopts', 'update', 'hostDiesActs', (state, event) => (event.name === 'updated' && newest(state, 'adopting') !== undefined ? { state, effects: [] } : undefined)),
  decides('adopts one that was told to leave meanwhile', 'L3', 'hostDiesStop', (state, event, nowMs) => {
    const life = event.name === 'lived' && event.event.name === 'adopted' ? lifeOf(state, event.life) : undefined;
    return event.name === 'lived' && life?.name === 'adopting' ? slotTransition(withLife(state, event.life, { name: 'adopting', sinceMs: life.sinceMs }), event, nowMs) : undefined;
  }),
  decides('ends what is open in one that was to drain while it was adopted', 'P6', 'hostDiesActs', (state, event, nowMs) => {
    const life = event.name === 'lived' && event.event.name === 'adopted' ? lifeOf(state, event.life) : undefined;
    return event.name === 'lived' && life?.name === 'adopting' ? slotTransition(withLife(state, event.life, { ...life, isUrgent: true }), event, nowMs) : undefined;
  }),
];
