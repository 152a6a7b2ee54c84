/** Which message asks for which operation. When one may be asked is left to the runner. */
import {
  CreateInstance, DeleteInstance, Deliver, GetInstance, GetProperties, InvokeMethod, ListInstances, ModifyInstance, QueriesToProvider, SetProperties, Subscribe, type RequestMessage,
} from '@provost/protocol';
import type { IncomingRequest } from '@provost/protocol/node';
import type { Operations } from '../dispatch/operations.js';

/** Has a message answered by the operations of the life that is. */
export type Serve = <P, R>(message: RequestMessage<P, R>, answer: (operations: Operations, params: P, incoming: IncomingRequest) => R | Promise<R>) => void;

/** Serves all of them. */
export function serveOperations(serve: Serve): void {
  serve(GetInstance, (operations, params, incoming) => operations.get(params, incoming));
  serve(ListInstances, (operations, params, incoming) => operations.list(params, incoming));
  serve(CreateInstance, (operations, params, incoming) => operations.create(params, incoming));
  serve(ModifyInstance, (operations, params, incoming) => operations.modify(params, incoming));
  serve(DeleteInstance, (operations, params, incoming) => operations.delete(params, incoming));
  serve(InvokeMethod, (operations, params, incoming) => operations.invoke(params, incoming));
  serve(Deliver, (operations, params, incoming) => operations.deliver(params, incoming));
  serve(Subscribe, (operations, params, incoming) => operations.subscribe(params, incoming));
  serve(QueriesToProvider, (operations, params) => operations.streams.interests(params));
  serve(GetProperties, (operations, params, incoming) => operations.getProperties(params, incoming));
  serve(SetProperties, (operations, params, incoming) => operations.setProperties(params, incoming));
}
