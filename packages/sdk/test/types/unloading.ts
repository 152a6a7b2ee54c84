/** Compiled, never run: what an author may say of unloading, and what is red. */
import { defineClass, defineProvider, Type, type Hold, type Job, type JobEnd, type UnloadResult } from '@provost/sdk';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<T extends true>(): T | void {}

const Cache = defineClass('Cache', { key: 'id', properties: { id: Type.String() }, methods: { fill: { static: true, params: {}, returns: Type.Integer() } } });

defineProvider({
  name: 'cache',
  namespace: 'root/app',
  pure: false,
  load(context) {
    context.keepWarm('2m');
    context.keepWarm(120_000).end();
    context.progress(50);
    context.onExit(() => {});
    context.onExit(() => 7);
    context.onExit(() => { throw new RangeError('nothing is lost'); });
    // @ts-expect-error -- Nothing is awaited at the end of the process.
    context.onExit(async () => {});
    // @ts-expect-error -- Nothing is awaited at the end of the process.
    context.onExit(() => Promise.resolve(7));
    // @ts-expect-error -- Operators want to know why.
    context.hold();
    holds<Same<typeof context.id, string>>();
    return { context, started: Date.now() };
  },
}).serves(Cache, {
  get: ({ id }, { context: ofLoad }, context) => {
    using hold = context.hold('reading');
    holds<Same<typeof hold, Hold>>();
    const result = context.refuseUnload('an expensive cache');
    holds<Same<typeof result, UnloadResult>>();
    if (context.requestUnload() === 'INVALID_PARAMETER') ofLoad.requestUnload();
    // @ts-expect-error -- No result that there is.
    if (result === 'PERHAPS') return undefined;
    // @ts-expect-error -- Only of the load.
    context.onExit(() => {});
    // @ts-expect-error -- A day is not a length of time by itself.
    context.keepWarm(new Date());
    return { id };
  },
  methods: {
    fill: (_args, _state, context) => {
      const job = context.background('fill', async (filling) => {
        // @ts-expect-error -- Nobody waits for a job.
        filling.progress(50);
        // @ts-expect-error -- Nobody asked for a job.
        void filling.caller;
        filling.defer(() => filling.log(filling.id, filling.name, filling.signal.aborted));
        return 7;
      });
      holds<Same<typeof job, Job<number>>>();
      holds<Same<Awaited<typeof job.done>, JobEnd<number>>>();
      job.cancel();
      context.background('later', () => 'at once').done.then((end) => {
        if (end.outcome === 'done') holds<Same<typeof end.value, string>>();
        // @ts-expect-error -- Only one that is done has a value.
        void end.value;
      }, () => {});
      return 7;
    },
  },
});
