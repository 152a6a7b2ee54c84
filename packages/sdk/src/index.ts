export { Type, type ArrayOptions, type NumberOptions, type StringOptions, type TypeOptions } from './type/type.js';
export type { FilledOf, Flat, IsOptional, ObjectOf, Properties, Settable } from './type/described.js';
export { defineConsumer, type ConsumerClass, type ConsumerHandlers, type ConsumerSpec } from './define/consumer.js';
export { defineClass, type ClassSpec, type DerivedSpec, type Infer, type MethodSpec, type ProviderClass, type ShapeOf } from './define/class.js';
export {
  defineEvent, type EventClass, type EventContext, type EventOf, type EventSpec, type Interest, type Raise, type RaiseOfInstances, type RaiseOptions, type StartRaising, type StopRaising,
} from './define/event.js';
export { defineProvider, type Provider, type ProviderSpec, type ServedProvider } from './define/provider.js';
export type {
  AwaitedContext, Context, Hold, Job, JobContext, JobEnd, KeptWarm, LoadContext, ProgressReport, RequestContext, UnloadResult,
} from './define/contexts.js';
export type { Awaitable, Handlers, Rows } from './define/handlers.js';
export type { PropertyHandlers, ProvidedHandlers, Pushed, PushedHandlers } from './define/kept.js';
export type { ArgumentsOfUndo, ClassStore, NoStore, PlainObject, PlainValue, StoreOf, StoreRange, Transaction, UndoContext, UndoStep } from './define/store.js';
export { ProviderError, isErrorOf, isProviderError } from '@provost/protocol';
export type { HostObjects } from '@provost/protocol';
export { serve } from './serve.js';
export { attach } from './attach/attach-when-called.js';
export type { AttachChange, AttachOptions, Attached } from './attach/attach-options.js';
