/** Compiled, never run: what a program may say when it attaches itself, and what is red. */
import { attach, defineClass, defineEvent, defineProvider, Type, type AttachChange, type Attached, type ProviderError } from '@provost/sdk';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<T extends true>(): T | void {}

const Gauge = defineClass('Gauge', { key: 'id', properties: { id: Type.String(), value: Type.Integer() } });
const Alarm = defineEvent('Alarm', { properties: { value: Type.Integer() } });
const gauge = defineProvider({ name: 'gauge', namespace: 'root/lab', load: () => ({ value: 1 }) })
  .serves(Gauge, { list: (_query, { value }) => [{ id: 'a', value }] })
  .raises(Alarm, { start: (raise, { value }) => { raise({ value }); } });

export async function program(signal: AbortSignal): Promise<void> {
  await using attached = await attach(gauge, {
    state: '/var/lib/provost', name: 'gauge-2', waitForHost: true, signal, config: { unit: 'C' }, credentials: { key: 'k' },
    onChange: (change) => {
      holds<Same<typeof change, AttachChange>>();
      if (change.state === 'refused') holds<Same<typeof change.why, ProviderError>>();
      // @ts-expect-error -- Only a refusal says why.
      if (change.state === 'lost') throw change.why;
    },
  });
  holds<Same<typeof attached, Attached>>();
  holds<Same<typeof attached.isAttached, boolean>>();
  await attached.detach({ timeoutMs: 1_000 });
  await attached.ended;
  // @ts-expect-error -- Whether it is attached is the host's to say.
  attached.isAttached = true;
  // @ts-expect-error -- A class is no provider.
  await attach(Gauge);
  // @ts-expect-error -- The state directory is a path.
  await attach(gauge, { state: 7 });
  // @ts-expect-error -- There is no such option.
  await attach(gauge, { stat: '/var/lib/provost' });
}
