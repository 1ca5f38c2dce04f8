import type { ClientRequest, IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";
import { guarded } from "../guard.ts";
import { num } from "../segment/values.ts";
import { awsAnswered, awsAttributes } from "./aws-request.ts";
import type { Call } from "./call.ts";
import { followBody } from "./http-body.ts";
import { passTraceOn, startCall } from "./outgoing.ts";
import { setRequestHeader } from "./request-header.ts";
import { subscribe } from "./subscribe.ts";
import { targetAttributes, type Target } from "./target.ts";

/** Published by `http.request` and `https.request`. https://nodejs.org/api/diagnostics_channel.html#http */
const CREATED = "http.client.request.created";
const FAILED = "http.client.request.error";
/** Despite its name, published when the response head arrives; not for an upgrade or a tunnel. */
const ANSWERED = "http.client.response.finish";

/** Records each outgoing call of a sampled request as a subsegment; returns a function that stops it. */
export function traceHttpClients(): () => void {
  const calls = new WeakMap<ClientRequest, Call>();
  /** The only event that every request ends with. Listeners for others could change Node's behaviour. */
  const onClose = guarded("the end of a call", (request: ClientRequest) => {
    const call = calls.get(request);
    if (call && !call.isAnswered) closed(call, request);
  });

  const stops = [
    subscribe(CREATED, (message) => {
      const { request } = message as { request: ClientRequest };
      const call = startCall(request.method, () => attributesOf(request));
      if (call) {
        calls.set(request, call);
        request.once("close", () => onClose(request));
      }
      passTraceOn(
        call,
        () => targetOf(request),
        (name, value) => setRequestHeader(request, name, value),
      );
    }),
    subscribe(FAILED, (message) => {
      const { request, error } = message as { request: ClientRequest; error: Error };
      calls.get(request)?.stopped(error);
    }),
    subscribe(ANSWERED, (message) => {
      const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
      const call = calls.get(request);
      if (!call) return;
      call.answered(response.statusCode ?? 0, num(response.headers["content-length"]));
      awsAnswered(call, response);
      followBody(call, response);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** An upgrade or a tunnel, for which no channel publishes the response head, or a request aborted before it. */
function closed(call: Call, request: ClientRequest): void {
  const response: unknown = Reflect.get(request, "res");
  const status: unknown = typeof response === "object" && response ? Reflect.get(response, "statusCode") : undefined;
  if (typeof status !== "number") {
    call.abandoned();
    return;
  }
  call.answered(status);
  call.done();
}

function attributesOf(request: ClientRequest): Attributes {
  return { ...targetAttributes(targetOf(request)), ...awsAttributes(request) };
}

function targetOf(request: ClientRequest): Target {
  const { method, path, host, protocol } = request;
  const authority = request.getHeader("host") ?? host;
  return { method, path, origin: `${protocol}//${String(authority)}`, host };
}
