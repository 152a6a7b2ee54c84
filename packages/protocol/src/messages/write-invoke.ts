/**
 * The text of the one message that is sent for nearly every call, made from its parts: to have JSON.stringify look through an object of which most is
 * the same from call to call costs four times as much. The text is the same as its own. What is sent when is left to the connection.
 */
import type { JsonObject } from '../schema/schema.js';
import type { Caller, OperationContext } from './provider-messages.js';

/** Names are few; a flood of others must not be kept. */
const KEPT_NAMES = 1024;

const names = new Map<string, string>();
const callers = new WeakMap<Caller, string>();

interface InvokeParams {
  readonly context: OperationContext;
  readonly class: string;
  readonly key?: JsonObject;
  readonly method: string;
  readonly arguments: JsonObject;
}

/** `value` writes what nobody knows anything of, or throws. */
export function writeInvoke({ context, class: name, key, method, arguments: given }: InvokeParams, value: (value: unknown) => string): string {
  const of = key === undefined ? '' : `"key":${value(key)},`;
  return `{"context":${contextText(context)},"class":${nameText(name)},${of}"method":${nameText(method)},"arguments":${value(given)}}`;
}

function contextText({ id, timeoutMs, caller, operationId }: OperationContext): string {
  const operation = operationId === undefined ? '' : `,"operationId":${JSON.stringify(operationId)}`;
  return `{"id":${JSON.stringify(id)},"timeoutMs":${Number.isSafeInteger(timeoutMs) ? timeoutMs : JSON.stringify(timeoutMs)},"caller":${callerText(caller)}${operation}}`;
}

function callerText(caller: Caller): string {
  let text = callers.get(caller);
  if (text === undefined) callers.set(caller, (text = JSON.stringify(caller)));
  return text;
}

function nameText(name: string): string {
  let text = names.get(name);
  if (text !== undefined) return text;
  text = JSON.stringify(name);
  if (names.size === KEPT_NAMES) names.clear();
  names.set(name, text);
  return text;
}
