import { Readable } from "node:stream";
import { context, createContextKey, type Context } from "@opentelemetry/api";
import { attempt } from "../guard.ts";
import { num, text } from "../segment/values.ts";
import { shared } from "../shared.ts";
import type { AwsCall } from "./aws-call.ts";
import { signatureOf } from "./aws-request.ts";
import { asPartOfCall, passTraceOn } from "./outgoing.ts";
import { targetAttributes } from "./target.ts";

/** The signed request of an attempt, as the SDK gives it to whichever client sends it: HTTP/1.1, HTTP/2 or fetch. */
interface SdkRequest {
  method?: string;
  protocol?: string;
  hostname?: string;
  port?: number | undefined;
  path?: string;
  headers: Record<string, string>;
}

interface Handled {
  response?: { headers?: Record<string, string>; body?: unknown };
}

type Handler = (args: { request?: unknown }) => Promise<Handled>;

/** https://github.com/smithy-lang/smithy-typescript/blob/main/packages/types/src/middleware.ts */
interface MiddlewareStack {
  add(
    middleware: (next: Handler, known: { commandName?: string }) => Handler,
    options: { step: "deserialize"; priority: "low"; name: string; override: true },
  ): void;
}

const CALL = createContextKey("pmp-tracing: call of the AWS SDK");
const watchedStacks = shared("aws-stacks", () => new WeakSet<MiddlewareStack>());

export function withAwsCall(parent: Context, call: AwsCall): Context {
  return parent.setValue(CALL, call);
}

/**
 * Calls back for each attempt right before it is sent, after signing: AWS does not sign trace headers, and set here
 * they also work over HTTP/2 and with `Expect: 100-continue`.
 */
export function watchAttempts(client: unknown): void {
  const stack: unknown = typeof client === "object" && client ? Reflect.get(client, "middlewareStack") : undefined;
  if (!isStack(stack) || watchedStacks.has(stack)) return;
  watchedStacks.add(stack);
  stack.add(
    (next, { commandName }) =>
      (args) => {
        const call = attempt("the AWS SDK", activeCall);
        attempt("the AWS SDK", () => begin(args.request, call, commandName));
        const answer = context.with(asPartOfCall(context.active()), () => next(args));
        return call ? answer.then((handled) => keep(handled, call)) : answer;
      },
    { step: "deserialize", priority: "low", name: "pmpTracing", override: true },
  );
}

function activeCall(): AwsCall | undefined {
  const call = context.active().getValue(CALL);
  return isAwsCall(call) ? call : undefined;
}

function begin(request: unknown, aws: AwsCall | undefined, commandName: string | undefined): void {
  if (!isRequest(request)) return;
  const { method = "GET", protocol = "https:", hostname = "", port, path = "/" } = request;
  const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
  const target = { method, path, origin, host: hostname };
  passTraceOn(
    aws?.call,
    () => target,
    (name, value) => {
      for (const key of Object.keys(request.headers)) {
        if (key.toLowerCase() === name) Reflect.deleteProperty(request.headers, key);
      }
      request.headers[name] = value;
    },
  );
  if (!aws) return;
  const { span } = aws.call;
  span.setAttributes(targetAttributes(target));
  const region = signatureOf((name) => request.headers[name])?.region ?? regionOf(hostname);
  if (region !== undefined) span.setAttribute("cloud.region", region);
  if (commandName?.endsWith("Command")) span.setAttribute("rpc.method", commandName.slice(0, -"Command".length));
}

/** A request without a signature, such as one with a bearer token, can have the region only in its host. */
function regionOf(hostname: string): string | undefined {
  return /\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.(?:amazonaws|api\.aws)/.exec(hostname)?.[1];
}

function keep(handled: Handled, aws: AwsCall): Handled {
  attempt("the AWS SDK", () => {
    const body = handled.response?.body;
    aws.length = num(text(handled.response?.headers?.["content-length"]));
    aws.body = body instanceof Readable ? body : undefined;
  });
  return handled;
}

function isAwsCall(value: unknown): value is AwsCall {
  return typeof value === "object" && value !== null && "call" in value;
}

function isStack(value: unknown): value is MiddlewareStack {
  return typeof value === "object" && value !== null && "add" in value && typeof value.add === "function";
}

function isRequest(value: unknown): value is SdkRequest {
  return typeof value === "object" && value !== null && "headers" in value && typeof value.headers === "object";
}
