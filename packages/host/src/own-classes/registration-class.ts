/** The registrations as objects: WMI's `__Win32Provider`. To create one registers a provider, to delete one unregisters it, with the checks and errors of `provost register` and `unregister`. */
import { ProviderError, type JsonObject, type RegisterParams } from '@provost/protocol';
import { isAbsolute } from 'node:path';
import { hostHas } from '../door/host-has-it.js';
import { setEnabled } from '../door/provider-requests.js';
import { register, unregister } from '../door/registration-requests.js';
import { hostClass, type HostCall, type HostClass } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import { viewOf, type Registration } from '../registration/registration.js';
import { ROOT, shown, text, told, toldAt, toldTexts } from './property-types.js';
import { providerMethods } from './provider-methods.js';

const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;

const PROPERTIES = {
  name: text('What the provider calls itself, where it is not given.'),
  path: text('A folder or file, absolute.'),
  enabled: { type: 'boolean', default: true, description: 'Whether it may be loaded on demand.' },
  config: { type: 'object', default: {}, description: 'Its config, as its own schema says.' },
  link: { type: 'boolean', default: false, description: 'For development: changed files are described anew instead of refused.' },
  node: text('The Node that runs it; the host\'s own where it is not given.'),
  environment: { ...texts, description: 'Variables for its process. Set, and never told.' },
  credentials: { ...texts, description: 'The file of each credential, absolute. Set, and never told.' },
  namespace: told('string', 'Of its classes.'),
  description: told('string', 'In its own words.'),
  kinds: toldTexts('object, property, event, eventConsumer.'),
  classes: toldTexts('The names of its classes.'),
  environmentNames: toldTexts('The variables that it was given.'),
  credentialNames: toldTexts('The credentials that it was given.'),
  command: toldTexts('What is run.'),
  decoupled: told('boolean', 'Whether it is a program that has attached itself: there for as long as that is, and only enabled can be changed.'),
  pure: told('boolean', 'Whether it only serves; one that is not may stay as a client after its release.'),
  filesHash: told('string', 'Of its own files as they were registered.'),
  registeredAt: toldAt('When it was registered, or updated.'),
} as const;

/** What a new one must have, or always has of itself; the rest has a default, or is the provider's own affair. */
const REQUIRED: readonly string[] = ['path', 'namespace', 'kinds', 'classes', 'environmentNames', 'credentialNames', 'command', 'decoupled', 'pure', 'filesHash', 'registeredAt'];
/** What is registered anew where it changes. */
const REGISTERED: readonly string[] = ['path', 'config', 'environment', 'credentials', 'node', 'link'];

/** `root:ProviderRegistration`. */
export function registrationClass(host: () => HostParts): HostClass {
  const known = (name: unknown): Registration | undefined => (typeof name === 'string' ? host().registrations.find(name) : undefined);
  return hostClass(
    {
      namespace: ROOT, name: 'ProviderRegistration', key: ['name'],
      description: 'A provider that is registered. To create one registers it, to delete one unregisters it; a change other than of enabled registers it anew, its files as they are now. WMI: __Win32Provider.',
      schema: { type: 'object', additionalProperties: false, required: REQUIRED, properties: PROPERTIES },
    },
    {
      get: ({ name }) => instanceOf(known(name)),
      list: () => host().registrations.list().map((one) => instanceOf(one) as JsonObject),
      create: async (given, call) => {
        const { registration } = await register(host(), paramsOf(given), call, { enabled: given['enabled'] !== false });
        return instanceOf(known(registration.name)) as JsonObject;
      },
      modify: async ({ name }, patch, call) => {
        const before = known(name);
        if (before !== undefined) await change(host(), before, patch, call);
        return instanceOf(known(name));
      },
      delete: async ({ name }) => {
        if (known(name) === undefined) return false;
        await unregister(host(), String(name));
        return true;
      },
      methods: providerMethods(host),
    },
  );
}

async function change(parts: HostParts, before: Registration, patch: JsonObject, call: HostCall): Promise<void> {
  const { name, path, link, enabled } = before;
  if (Object.keys(patch).some((property) => REGISTERED.includes(property))) {
    hostHas(before, 'register it anew');
    await register(parts, { link, ...paramsOf({ path, ...patch }), name }, call);
  }
  const { enabled: wanted = enabled } = patch;
  if (wanted !== enabled) await setEnabled(parts, name, wanted === true, call);
}

/** As the schema allows it, so that each is of its type. The path is the host's to find, and the host has another working directory than who asks. */
function paramsOf({ path, credentials, ...given }: JsonObject): RegisterParams {
  const { name, config, environment, node, link } = given as Partial<RegisterParams>;
  const files = Object.entries((credentials ?? {}) as Record<string, string>);
  for (const one of [String(path), ...files.map(([, file]) => file)]) if (!isAbsolute(one)) throw notAbsolute(one);
  return {
    path: String(path),
    ...(name === undefined ? {} : { name }),
    ...(config === undefined ? {} : { config }),
    ...(environment === undefined ? {} : { environment }),
    ...(credentials === undefined ? {} : { credentials: Object.fromEntries(files.map(([credential, file]) => [credential, { file }])) }),
    ...(node === undefined ? {} : { node }),
    ...(link === undefined ? {} : { link }),
  };
}

function instanceOf(registration: Registration | undefined): JsonObject | undefined {
  if (registration === undefined) return undefined;
  const view = viewOf(registration);
  return shown(PROPERTIES, { ...view, config: view.configuration, classes: view.classes.map(({ name }) => name), credentials: undefined, decoupled: registration.decoupled !== undefined, pure: view.pure !== false });
}

function notAbsolute(path: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { path }, {
    message: `"${path}" is not absolute, and the host has a working directory of its own.`, remedy: 'Give the whole path, which begins with /.',
  });
}
