/** The rows of one list or one subscription of a provider, batch by batch, taken with credit as a host takes them. */
import {
  CreditToProvider, ListInstances, ProviderError, type AskOptions, type JsonObject, type OperationContext, type ParamsOf, type RequestMessage, type StreamCredit,
} from '@provost/protocol';
import type { Asking } from './asking.js';

/** Batches that may be under way. */
const CREDIT = 2;

/** The rows of a list. Asks when the first batch is taken; leaving the loop cancels the rest. */
export function listBatches(
  asking: Asking, paramsWith: (context: OperationContext) => Omit<ParamsOf<typeof ListInstances>, 'credit'>, options?: AskOptions,
): AsyncGenerator<readonly JsonObject[], void, undefined> {
  return rowBatches(asking, ListInstances, paramsWith, options);
}

/** The same of any request whose rows come by credit. */
export async function* rowBatches<P extends StreamCredit, R>(
  asking: Asking, message: RequestMessage<P, R>, paramsWith: (context: OperationContext) => Omit<P, 'credit'>, options?: AskOptions,
): AsyncGenerator<readonly JsonObject[], void, undefined> {
  const batches: (readonly JsonObject[])[] = [];
  let wake = (): void => {};
  let isOver = false;
  const asked = asking.begin(message, (context) => ({ ...paramsWith(context), credit: CREDIT }) as unknown as P, options, (rows) => {
    batches.push(rows);
    wake();
  });
  const over = asked.result.finally(() => {
    isOver = true;
    wake();
  });
  over.catch(() => {});
  try {
    for (;;) {
      const batch = batches.shift();
      if (batch !== undefined) {
        if (!isOver) asking.connection.notify(CreditToProvider, { context: asked.id, credit: 1 });
        yield batch;
      } else if (isOver) {
        await over;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    asked.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: 'What was asked for was left before its end.' }));
  }
}
