/** A door whose answers are functions, so that what the server does with each request is seen alone. */
import type { Door, DoorOptions, JsonObject } from '@provost/protocol';

export type Answer = (params: JsonObject, options: DoorOptions) => unknown;
export type AnswerRows = (params: JsonObject, options: DoorOptions) => AsyncIterable<readonly JsonObject[]>;

export function scriptedDoor(answers: Readonly<Record<string, Answer>>, rows: Readonly<Record<string, AnswerRows>> = {}): Door {
  return {
    request: async (message, params, options = {}) => (await answers[message.method]!(params as JsonObject, options)) as never,
    stream: (message, params, options = {}) => rows[message.method]!(params as JsonObject, options),
  };
}
