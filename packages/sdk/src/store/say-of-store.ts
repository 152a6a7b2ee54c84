/** The part of a context that is about the store, for contexts that are plain objects. A request has the same as methods. */
import type { StoreContext, UndoArguments } from '../define/store.js';
import type { StoreScope } from './store-scope.js';

/** Makes it for one context, whose scope is made when it is first used. */
export function sayOfStore(scope: () => StoreScope): StoreContext<UndoArguments> {
  return {
    store: (of) => scope().storeOf(of) as never,
    transaction: (work) => scope().transaction(work),
    undoStep: (name, args) => scope().undoStep(name, args),
  };
}
