/** Registrations of made-up providers: only what ClearAfter depends on is theirs. */
import type { Kind, ProviderLimits } from '@provost/protocol';
import type { Registration } from '#src/registration/registration.js';

export function registrationOf(name: string, kinds: readonly Kind[] = ['object'], limits: ProviderLimits = {}): Registration {
  return {
    name, description: { name, namespace: 'root/test', kinds, classes: [], limits }, path: `/${name}.js`, target: { kind: 'node', entry: `/${name}.js`, root: '/', runtime: '/runtime.js' } as Registration['target'],
    node: process.execPath, link: false, enabled: true, config: {}, environment: {}, credentials: {}, filesHash: '', registeredAt: '1970-01-01T00:00:00.000Z',
  };
}
