/** Judges a hello: whether the frame is one, and whether the two sides can talk. Who the peer may be is left to the server. */
import { Hello, ProviderError, SPOKEN_VERSIONS, agreeOnVersion, checkerOf, type HelloParams, type SchemaNode, type VersionRange } from '@provost/protocol';

const word: SchemaNode = { type: 'string', maxLength: 256 };
const count: SchemaNode = { type: 'integer', minimum: 0 };

/** Open where a later version may say more. */
const helloSchema: SchemaNode = {
  type: 'object',
  properties: {
    role: { enum: ['client', 'provider', 'keeper'] },
    protocol: { type: 'object', properties: { min: count, max: count }, required: ['min', 'max'] },
    features: { type: 'array', items: word, maxItems: 64 },
    software: { type: 'object', properties: { name: word, version: word }, required: ['name', 'version'] },
    pid: count,
    attach: { type: 'object', properties: { name: word }, required: ['name'] },
    activation: { type: 'object', properties: { id: word, secret: word }, required: ['id', 'secret'] },
  },
  required: ['role', 'protocol', 'features', 'software', 'pid'],
};
const check = checkerOf(helloSchema);

/** A hello as it was sent. */
export interface SaidHello {
  /** Of the request, for its answer. */
  readonly id: number | string;
  readonly params: HelloParams;
  /** The highest version that both sides speak. */
  readonly protocol: number;
}

/** The hello in a first frame. Throws PROTOCOL_VIOLATED when it is none, and PROTOCOL_VERSION_UNSUPPORTED, naming both ranges and who is the older. */
export function readHello(frame: unknown): SaidHello {
  const { method, params } = membersOf(frame);
  const id = idOf(frame);
  if (method !== Hello.method || id === undefined) {
    throw violated(`began with ${typeof method === 'string' ? JSON.stringify(method.slice(0, 80)) : 'no request'}; the first frame must be the request ${Hello.method}.`);
  }
  const faults = check(params);
  if (faults !== undefined) throw violated(`said a hello that is none: ${faults.map((fault) => `${fault.path} must be ${fault.expected}`).join('; ')}.`);
  const said = params as HelloParams;
  if (said.role !== 'client' && said.activation === undefined && !isProgram(said)) throw violated(`said hello as a ${said.role} without its activation.`);
  return { id, params: said, protocol: versionOf(said) };
}

/** Whether it is of a program that nobody started, and that would attach itself. */
export function isProgram({ role, activation, attach }: HelloParams): boolean {
  return role === 'provider' && activation === undefined && attach !== undefined;
}

/** The id of a request, or undefined where the frame is none. */
export function idOf(frame: unknown): number | string | undefined {
  const { id } = membersOf(frame);
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

/** Who a frame says that it is, where it is a hello of an activation, fit to be talked to or not. */
export function activationOf(frame: unknown): { readonly id: string; readonly secret: string } | undefined {
  const { method, params } = membersOf(frame);
  return method === Hello.method && check(params) === undefined ? (params as HelloParams).activation : undefined;
}

/** How a peer is named in errors: `client "provost" (pid 4121)`. The pid is what it said, not proved. */
export function peerNameOf(hello: HelloParams): string {
  const name = hello.role === 'client' ? hello.software.name : (hello.activation?.id ?? hello.attach?.name ?? '');
  return `${hello.role} ${JSON.stringify(name.slice(0, 80))} (pid ${hello.pid})`;
}

/** Those features that both sides have. */
export function sharedFeatures(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const asked = new Set(theirs);
  return ours.filter((feature) => asked.has(feature));
}

function membersOf(frame: unknown): { readonly id?: unknown; readonly method?: unknown; readonly params?: unknown } {
  return typeof frame === 'object' && frame !== null ? frame : {};
}

function versionOf(hello: HelloParams): number {
  const protocol = agreeOnVersion(SPOKEN_VERSIONS, hello.protocol);
  if (protocol !== undefined) return protocol;
  const peer = peerNameOf(hello);
  const older = hello.protocol.max < SPOKEN_VERSIONS.min ? `${hello.software.name} ${hello.software.version}` : 'the host';
  throw new ProviderError('PROTOCOL_VERSION_UNSUPPORTED', { host: SPOKEN_VERSIONS, peer: hello.protocol }, {
    message: `The host speaks protocol ${told(SPOKEN_VERSIONS)}, and ${peer} speaks ${told(hello.protocol)}.`,
    remedy: `Update ${older}: it is the older of the two.`,
  });
}

function told({ min, max }: VersionRange): string {
  return min === max ? `${min}` : `${min} to ${max}`;
}

function violated(what: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', {}, { message: `A peer ${what} The connection to it was closed.` });
}
