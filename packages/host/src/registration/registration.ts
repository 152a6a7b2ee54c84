/** What is kept of a provider: all that is known of it without running it. How it got there is `registrations.ts`'s affair. */
import type { JsonObject, ProviderDescription, RegistrationView } from '@provost/protocol';
import type { RegisteredFile } from './changed-files.js';
import type { Target } from './find-target.js';

export interface Registration {
  readonly name: string;
  readonly description: ProviderDescription;
  /** As it was given, absolute. Links in it are followed anew at each registration, so that a deployment may move one. */
  readonly path: string;
  readonly target: Target;
  /** Of a program that has attached itself: it was not registered, is not kept, and the host neither starts nor ends it. */
  readonly decoupled?: { readonly pid: number };
  /** The Node binary that runs it. */
  readonly node: string;
  /** Whether that was not given: then it is the host's own, whichever runs the host by now. */
  readonly hostsNode?: boolean;
  readonly link: boolean;
  readonly enabled: boolean;
  readonly config: JsonObject;
  readonly environment: Readonly<Record<string, string>>;
  /** Credential to the file that holds it. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Of the entry and its package's own files; of a single file, that and what it imports. */
  readonly filesHash: string;
  /** Each of them. Absent in a registration of an earlier host, which hashed the files of credentials too. */
  readonly files?: readonly RegisteredFile[] | undefined;
  readonly registeredAt: string;
}

/** A registration as it is shown: values of the environment and secrets are named, never told. */
export function viewOf(held: Registration): RegistrationView {
  const registration = wholeOf(held);
  const { description, target } = registration;
  return {
    ...description,
    name: registration.name,
    path: registration.path,
    ...(target.kind === 'node' ? { entry: target.entry } : {}),
    command: target.kind === 'node' ? [registration.node, target.entry] : target.command,
    ...(registration.decoupled === undefined ? {} : { decoupled: true }),
    enabled: registration.enabled,
    link: registration.link,
    node: registration.node,
    configuration: registration.config,
    environmentNames: Object.keys(registration.environment),
    credentialNames: Object.keys(registration.credentials),
    filesHash: registration.filesHash,
    registeredAt: registration.registeredAt,
  };
}

/** All of a registration as one plain object. Throws STORE_FAILED where it lies in a repository that cannot be read. */
export function wholeOf(registration: Registration & { readonly whole?: () => Registration }): Registration {
  return registration.whole?.() ?? registration;
}
