import { context } from "@opentelemetry/api";
import { attempt } from "../guard.ts";
import { shared } from "../shared.ts";
import { withAwsCommand, type AwsCommand } from "./aws-request.ts";

type Send = (this: unknown, command: unknown, ...rest: unknown[]) => unknown;
const wrapped = shared("aws", () => new WeakSet<Send>());

/**
 * Lets the requests of an AWS SDK client know which command they belong to: the operation, the table and the queue are
 * in the request's body at most. The client does its work in a context that holds them.
 */
export function traceAwsClient(Client: unknown): void {
  const prototype: unknown = isObject(Client) ? Reflect.get(Client, "prototype") : undefined;
  const send: unknown = isObject(prototype) ? Reflect.get(prototype, "send") : undefined;
  if (!isObject(prototype) || !isSend(send) || wrapped.has(send)) return;
  const traced: Send = function (command, ...rest) {
    const described = attempt("the AWS SDK", () => describe(command));
    if (!described) return send.call(this, command, ...rest);
    return context.with(withAwsCommand(context.active(), described), () => send.call(this, command, ...rest));
  };
  wrapped.add(traced);
  Reflect.set(prototype, "send", traced);
}

function describe(command: unknown): AwsCommand | undefined {
  if (!isObject(command)) return undefined;
  const { name } = command.constructor;
  const operation = name.endsWith("Command") ? name.slice(0, -"Command".length) : "";
  if (operation === "") return undefined;
  const input: unknown = Reflect.get(command, "input");
  const tableName: unknown = isObject(input) ? Reflect.get(input, "TableName") : undefined;
  const queueUrl: unknown = isObject(input) ? Reflect.get(input, "QueueUrl") : undefined;
  return {
    operation,
    ...(typeof tableName === "string" && { tableName }),
    ...(typeof queueUrl === "string" && { queueUrl }),
  };
}

function isSend(value: unknown): value is Send {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
