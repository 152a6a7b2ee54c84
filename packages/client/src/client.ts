/**
 * A host as an application uses it: a method for each thing that can be asked. It works over any door, a socket or an embedded host;
 * how the door reaches the host is left to `host-link.ts`.
 */
import {
  CancelRequest, Check, DefineClass, DescribeProvider, Doctor, Events, HostObjects, Load, Logs, Providers, Register, RemoveClass, Requests, Restart, SetSetting, Settings, Status,
  Stop, Unload, Unregister, WaitFor, allProviders, toldOptions,
  type AskOptions, type AskedParams, type ClassDefinition, type DoctorFinding, type Door, type DoorOptions, type HostEvent, type HostStatus, type JsonObject, type LogLine,
  type ProviderDetail, type ProviderState, type ProviderView, type RegisterParams, type RegistrationView, type RequestMessage, type RequestView,
  type ResultOf, type SettingView, type StreamMessage, type StreamOptions,
} from '@provost/protocol';

export class HostClient extends HostObjects implements Door {
  readonly #door: Door;

  constructor(door: Door) {
    super(door);
    this.#door = door;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options?: DoorOptions): Promise<ResultOf<M>> {
    return this.#door.request(message, params, options);
  }

  stream<M extends StreamMessage>(message: M, params: AskedParams<M>, options?: DoorOptions): AsyncIterable<readonly JsonObject[]> {
    return this.#door.stream(message, params, options);
  }

  // --- classes without a provider

  /** Defines a class whose instances the host keeps, or changes one that was defined so. Rejects with INVALID_PARAMETER, every fault in `facts.faults`, INVALID_SUPERCLASS, CLASS_HAS_INSTANCES or CLASS_HAS_CHILDREN. */
  defineClass(namespace: string, definition: ClassDefinition, options?: StreamOptions): Promise<ResultOf<typeof DefineClass>> {
    return this.request(DefineClass, { namespace, definition }, options);
  }

  /** Removes a class that was defined by hand. Rejects with NOT_SUPPORTED for any other, CLASS_HAS_INSTANCES or CLASS_HAS_CHILDREN. */
  async removeClass(className: string, options?: StreamOptions): Promise<void> {
    await this.request(RemoveClass, { class: className }, options);
  }

  // --- registrations and providers

  /** Checks a provider and registers nothing. Rejects with INVALID_REGISTRATION, every fault in `facts.faults`. */
  check(params: RegisterParams, options?: StreamOptions): Promise<ResultOf<typeof Check>> {
    return this.request(Check, params, options);
  }

  async register(params: RegisterParams, options?: StreamOptions): Promise<RegistrationView> {
    return (await this.request(Register, params, options)).registration;
  }

  async unregister(name: string, options?: StreamOptions): Promise<void> {
    await this.request(Unregister, { name }, options);
  }

  providers(options?: StreamOptions): Promise<readonly ProviderView[]> {
    return allProviders((params) => this.request(Providers, params, options));
  }

  describe(name: string, options?: StreamOptions): Promise<ProviderDetail> {
    return this.request(DescribeProvider, { name }, options);
  }

  load(name: string, options: AskOptions = {}): Promise<ProviderView> {
    return this.#ask(Load, { name }, options);
  }

  unload(name: string, how: Omit<AskedParams<typeof Unload>, 'name'> = {}, options?: StreamOptions): Promise<ResultOf<typeof Unload>> {
    return this.request(Unload, { ...how, name }, options);
  }

  restart(name: string, how: { readonly force?: boolean } = {}, options: AskOptions = {}): Promise<ProviderView> {
    return this.#ask(Restart, { ...how, name }, options);
  }

  waitFor(name: string, state: ProviderState, options: AskOptions = {}): Promise<ProviderView> {
    return this.#ask(WaitFor, { name, state }, options);
  }

  /** What is in flight, of one provider or of all. */
  async requests(name?: string, options?: StreamOptions): Promise<readonly RequestView[]> {
    return (await this.request(Requests, name === undefined ? {} : { name }, options)).requests;
  }

  async cancel(requestId: string, options?: StreamOptions): Promise<void> {
    await this.request(CancelRequest, { id: requestId }, options);
  }

  // --- the host itself

  status(options?: StreamOptions): Promise<HostStatus> {
    return this.request(Status, {}, options);
  }

  async settings(key?: string, options?: StreamOptions): Promise<readonly SettingView[]> {
    return (await this.request(Settings, key === undefined ? {} : { key }, options)).settings;
  }

  /** Sets a setting as a person writes it: `set('clear-after.object', '30s')`; `default` takes it back. */
  set(key: string, value: string, options?: StreamOptions): Promise<SettingView> {
    return this.request(SetSetting, { key, value }, options);
  }

  /** What happened, in order; with `follow` it goes on until the loop is left or the host stops. */
  async *events(query: Pick<AskedParams<typeof Events>, 'since' | 'tail' | 'follow'> = {}, options?: StreamOptions): AsyncGenerator<HostEvent, void, undefined> {
    for await (const rows of this.stream(Events, query, options)) yield* rows as readonly unknown[] as readonly HostEvent[];
  }

  /** The output of a provider, or without a name the host's own log. */
  async *logs(query: Pick<AskedParams<typeof Logs>, 'name' | 'sinceMs' | 'tail' | 'previous' | 'follow'> = {}, options?: StreamOptions): AsyncGenerator<LogLine, void, undefined> {
    for await (const rows of this.stream(Logs, query, options)) yield* rows as readonly unknown[] as readonly LogLine[];
  }

  async doctor(options?: StreamOptions): Promise<readonly DoctorFinding[]> {
    return (await this.request(Doctor, {}, options)).findings;
  }

  /** Asks the host to stop; resolves when that has begun. */
  stop(how: AskedParams<typeof Stop> = {}, options?: StreamOptions): Promise<ResultOf<typeof Stop>> {
    return this.request(Stop, how, options);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  #ask<M extends RequestMessage<any, any>>(message: M, params: JsonObject, options: AskOptions): Promise<ResultOf<M>> {
    return this.request(message, { ...params, ...toldOptions(options) } as AskedParams<M>, options);
  }
}

/** The same methods over any door, such as that of an embedded host: `clientOf(host.door())`. Nothing has to be closed. */
export function clientOf(door: Door): HostClient {
  return new HostClient(door);
}
