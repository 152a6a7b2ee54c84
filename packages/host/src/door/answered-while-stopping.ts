/** What a host that stops still answers: whatever looks, and what has the stop, or what it waits for, end sooner. The rest would need a provider, or change what is kept. */
import {
  Cache, CancelRequest, Classes, DeadLetters, DescribeProvider, Doctor, Events, ExplainQuery, Holds, Logs, Namespaces, Providers, Repository, Requests, SchemaOf, Settings, Status, Stop, Store, Subscriptions, Unload, WaitFor,
} from '@provost/protocol';

export const ANSWERED_WHILE_STOPPING: ReadonlySet<string> = new Set([
  Cache, CancelRequest, Classes, DeadLetters, DescribeProvider, Doctor, Events, ExplainQuery, Holds, Logs, Namespaces, Providers, Repository, Requests, SchemaOf, Settings, Status, Stop, Store, Subscriptions, Unload, WaitFor,
].map(({ method }) => method));
