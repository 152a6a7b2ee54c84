/**
 * Every way an operation can end, in one table: MI's result codes under MI's numbers, then ours, which MI has no words for.
 * JSON-RPC reserves -32768..-32000, so all of these are positive; a number is fixed for ever. docs/errors.md mirrors this table.
 */

/** What the table says of one code. */
export interface ResultCode {
  /** The number on the wire, and MI's number where MI has one. */
  readonly number: number;
  /** What happened, in general; an error's own message says it in particular. */
  readonly sentence: string;
  /** What to do about it when the error itself does not say. */
  readonly remedy: string;
}

const table = {
  FAILED: { number: 1, sentence: 'The operation failed.', remedy: 'Read the provider\'s log: provost logs NAME.' },
  ACCESS_DENIED: { number: 2, sentence: 'The caller may not do this.', remedy: 'Act as the user that runs the host.' },
  INVALID_NAMESPACE: { number: 3, sentence: 'There is no such namespace.', remedy: 'See which there are: provost ns.' },
  INVALID_PARAMETER: { number: 4, sentence: 'A parameter is not what it must be.', remedy: 'Correct the parameter that the message names.' },
  INVALID_CLASS: { number: 5, sentence: 'There is no such class in that namespace.', remedy: 'See which there are: provost classes.' },
  NOT_FOUND: { number: 6, sentence: 'There is no such object.', remedy: 'List what there is: provost list NS:CLASS, or provost ls for providers.' },
  NOT_SUPPORTED: { number: 7, sentence: 'The provider does not serve this operation.', remedy: 'See what the class offers: provost schema NS:CLASS.' },
  CLASS_HAS_CHILDREN: { number: 8, sentence: 'Other classes derive from the class.', remedy: 'Remove those first: provost classes.' },
  CLASS_HAS_INSTANCES: { number: 9, sentence: 'The class has instances.', remedy: 'Delete those first: provost list NS:CLASS.' },
  INVALID_SUPERCLASS: { number: 10, sentence: 'The class does not fit the class that it derives from.', remedy: 'See that class: provost schema NS:CLASS.' },
  ALREADY_EXISTS: { number: 11, sentence: 'An object of that name or key is there already.', remedy: 'Choose another key, or change the one that is there.' },
  NO_SUCH_PROPERTY: { number: 12, sentence: 'The class has no such property.', remedy: 'See which it has: provost schema NS:CLASS.' },
  TYPE_MISMATCH: { number: 13, sentence: 'A value is not of the type that the class says.', remedy: 'See the types: provost schema NS:CLASS.' },
  INVALID_QUERY: { number: 15, sentence: 'The query is not valid.', remedy: 'Correct it where the message points.' },
  METHOD_NOT_FOUND: { number: 17, sentence: 'The class has no such method.', remedy: 'See which it has: provost schema NS:CLASS.' },
  NAMESPACE_NOT_EMPTY: { number: 20, sentence: 'There is something in the namespace.', remedy: 'Remove what is in it first: provost classes NS.' },
  SERVER_LIMITS_EXCEEDED: { number: 27, sentence: 'A limit of the host was reached.', remedy: 'Ask less at a time, or raise the limit the message names: provost settings.' },
  SERVER_IS_SHUTTING_DOWN: { number: 28, sentence: 'The host is stopping.', remedy: 'Start it again: provost up.' },

  PROVIDER_ERROR: { number: 1000, sentence: 'The provider reported an error that its class declares.', remedy: 'See the class for what it means: provost schema NS:CLASS.' },
  PROVIDER_LOAD_FAILED: { number: 1001, sentence: 'The provider did not start.', remedy: 'Read what it wrote: provost logs NAME.' },
  PROVIDER_LOAD_TIMED_OUT: { number: 1002, sentence: 'The provider is alive but did not get ready in time; it was killed.', remedy: 'Raise its load timeout, or report progress while loading.' },
  PROVIDER_CRASHED: { number: 1003, sentence: 'The provider\'s process ended while it was at work.', remedy: 'Read its last lines: provost logs NAME --previous.' },
  PROVIDER_HUNG: { number: 1004, sentence: 'The provider does not answer; it was ended.', remedy: 'Read its log and look for work that blocks: provost logs NAME.' },
  PROVIDER_QUARANTINED: { number: 1005, sentence: 'The provider failed too often and is kept from starting for now.', remedy: 'Mend it, then: provost reset NAME.' },
  PROVIDER_CHANGED: { number: 1006, sentence: 'The provider\'s files are not those that were registered.', remedy: 'Register it again: provost register PATH.' },
  PROVIDER_DISABLED: { number: 1007, sentence: 'The provider is disabled.', remedy: 'Enable it: provost enable NAME.' },
  PROVIDER_MISBEHAVED: { number: 1008, sentence: 'The provider broke the protocol; it was ended.', remedy: 'Tell its author; provost logs NAME has the details.' },
  PROVIDER_BUSY: { number: 1009, sentence: 'The provider is at work or held.', remedy: 'Wait, or override: provost unload NAME --force.' },
  INVALID_RESULT: { number: 1010, sentence: 'What the provider returned does not fit its class.', remedy: 'Tell its author: the message says where it differs.' },
  INVALID_REGISTRATION: { number: 1011, sentence: 'The provider cannot be registered as it is.', remedy: 'Mend each fault that the message lists, then check again: provost check PATH.' },
  PROVIDER_BACKING_OFF: { number: 1012, sentence: 'The provider failed several times in a row and is not started again just yet.', remedy: 'Ask again a little later, or at once: provost reset NAME.' },
  OPERATION_TIMED_OUT: { number: 1020, sentence: 'The operation did not end before its deadline.', remedy: 'Allow more time: --timeout DURATION.' },
  OPERATION_CANCELLED: { number: 1021, sentence: 'The operation was cancelled.', remedy: 'Ask again if it is still wanted.' },
  CONNECTION_CLOSED: { number: 1030, sentence: 'The connection closed before the answer came.', remedy: 'Connect again, and ask again if it is safe to.' },
  HOST_LOST: { number: 1031, sentence: 'The host ended while the operation was under way.', remedy: 'Start it again: provost up. Then find out whether the operation was done.' },
  HOST_NOT_RUNNING: { number: 1032, sentence: 'No host is running on this state directory.', remedy: 'Start one: provost up.' },
  STATE_IN_USE: { number: 1033, sentence: 'Another host holds the state directory.', remedy: 'Use that one, or choose another directory: --state DIR.' },
  PROTOCOL_VIOLATED: { number: 1034, sentence: 'The peer sent what the protocol does not allow.', remedy: 'Mend the peer; docs/protocol.md says what is allowed.' },
  PROTOCOL_VERSION_UNSUPPORTED: { number: 1035, sentence: 'The two sides share no version of the protocol.', remedy: 'Update the older of the two.' },
  FRAME_TOO_LARGE: { number: 1036, sentence: 'A message is larger than a frame may be.', remedy: 'Send less at a time, or stream it.' },
  METHOD_UNKNOWN: { number: 1037, sentence: 'The peer does not know that message.', remedy: 'Update the older of the two sides.' },
  KEEPER_LOST: { number: 1038, sentence: 'The process that keeps the providers ended.', remedy: 'Ask again: the host starts another.' },
  STORE_FAILED: { number: 1039, sentence: 'The host\'s repository or a provider\'s store could not be read or written.', remedy: 'See what is wrong with it: provost repository, or provost store NAME.' },
} as const satisfies Record<string, ResultCode>;

/** The name of a result code. `OK` is not among them: success is a result, not an error. */
export type ResultName = keyof typeof table;

/** The table itself, by name. */
export const RESULT_CODES: Readonly<Record<ResultName, ResultCode>> = table;

const namesByNumber = new Map<number, ResultName>();
for (const name of Object.keys(table) as ResultName[]) namesByNumber.set(table[name].number, name);

/** The name of a number that came over the wire, or undefined for one that is not ours. */
export function resultNameOf(number: number): ResultName | undefined {
  return namesByNumber.get(number);
}

/** Whether a word is the name of a result code. */
export function isResultName(name: string): name is ResultName {
  return Object.hasOwn(table, name);
}
