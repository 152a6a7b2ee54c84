/** The rows of one list of a provider, batch by batch, taken with credit as a host takes them. */
import { CreditToProvider, ListInstances, ProviderError, type AskOptions, type JsonObject, type OperationContext, type ParamsOf } from '@provost/protocol';
import type { Asking } from './asking.js';

/** Batches that may be under way. */
const CREDIT = 2;

/** Asks when the first batch is taken; leaving the loop cancels the rest. */
export async function* listBatches(
  asking: Asking, paramsWith: (context: OperationContext) => Omit<ParamsOf<typeof ListInstances>, 'credit'>, options?: AskOptions,
): AsyncGenerator<readonly JsonObject[], void, undefined> {
  const batches: (readonly JsonObject[])[] = [];
  let wake = (): void => {};
  let isOver = false;
  const asked = asking.begin(ListInstances, (context) => ({ ...paramsWith(context), credit: CREDIT }), options, (rows) => {
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
    asked.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: 'The list was left before its end.' }));
  }
}
