import { AsyncResource } from "node:async_hooks";
import { context, trace } from "@opentelemetry/api";
import { attempt } from "../guard.ts";
import { shared } from "../shared.ts";
import { watchAttempts, withAwsCall } from "./aws-attempt.ts";
import { awsDone, awsFailed, startAwsCall, type AwsCall } from "./aws-call.ts";
import { isObject, member } from "./members.ts";

type Send = (this: unknown, command: unknown, ...rest: unknown[]) => unknown;
type Callback = (this: unknown, error: unknown, output?: unknown) => unknown;
const wrapped = shared("aws", () => new WeakSet<Send>());

/**
 * Makes a subsegment of each command that a client of the AWS SDK for JavaScript v3 sends, with all of its attempts,
 * and propagates the trace with each of them. `import "@pmp/tracing/register"` does this automatically, except when the
 * SDK is bundled with the app: then call it once, with any client class, such as `S3Client`.
 */
export function traceAwsClient(Client: unknown): void {
  const prototype = ownerOfSend(member(Client, "prototype"));
  const send: unknown = prototype && Reflect.get(prototype, "send");
  if (!prototype || !isFunction(send) || wrapped.has(send)) return;
  const traced: Send = function (command, ...rest) {
    attempt("the AWS SDK", () => watchAttempts(this));
    const call = attempt("the AWS SDK", () => startAwsCall(this, command));
    return call
      ? watch(call, rest, (traced) => send.call(this, command, ...traced))
      : send.call(this, command, ...rest);
  };
  wrapped.add(traced);
  Reflect.set(prototype, "send", traced);
}

/** All clients inherit it from one class. */
function ownerOfSend(prototype: unknown): object | undefined {
  for (let at = isObject(prototype) ? prototype : null; at; at = Reflect.getPrototypeOf(at)) {
    if (Object.hasOwn(at, "send")) return at;
  }
  return undefined;
}

/** Ends the call with its result. The app still gets the same rejected promise or callback. */
function watch(call: AwsCall, rest: unknown[], run: (rest: unknown[]) => unknown): unknown {
  const inside = withAwsCall(trace.setSpan(context.active(), call.call.span), call);
  const index = rest.findIndex(isFunction);
  const callback = rest[index];
  const traced = isFunction(callback) ? rest.with(index, watched(call, callback)) : rest;
  try {
    const result = context.with(inside, () => run(traced));
    return isFunction(callback) || !isPromise(result) ? result : watchResult(call, result);
  } catch (error) {
    attempt("the AWS SDK", () => awsFailed(call, error));
    throw error;
  }
}

/** Runs the callback in the context in which `send` was called, not in that of the call. */
function watched(call: AwsCall, callback: Callback): Callback {
  return AsyncResource.bind((error: unknown, output?: unknown) => {
    attempt("the AWS SDK", () => (error ? awsFailed(call, error) : awsDone(call, output)));
    return callback(error, output);
  });
}

function watchResult(call: AwsCall, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    (output) => {
      attempt("the AWS SDK", () => awsDone(call, output));
      return output;
    },
    (error: unknown) => {
      attempt("the AWS SDK", () => awsFailed(call, error));
      throw error;
    },
  );
}

function isFunction(value: unknown): value is Callback & Send {
  return typeof value === "function";
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}
