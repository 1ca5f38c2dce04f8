import type { IncomingMessage } from "node:http";
import { recordErrorOn } from "../errors.ts";
import { guarded } from "../guard.ts";
import { UnsampledSpan } from "../unsampled-span.ts";
import { errorSpanOf } from "./request-context.ts";
import { setRoute } from "./route.ts";
import { subscribe } from "./subscribe.ts";

/** Published when an app is created. https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const MADE = "fastify.initialization";

interface FastifyRequest {
  raw: IncomingMessage;
  routeOptions?: { url?: string | undefined };
}

interface FastifyApp {
  addHook(name: "onRequest", hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): unknown;
  addHook(
    name: "onError",
    hook: (request: FastifyRequest, reply: unknown, error: unknown, done: () => void) => void,
  ): unknown;
}

/** Adds routes and errors to the segments of Fastify apps; returns a function that stops this for new apps. */
export function traceFastify(): () => void {
  return subscribe(MADE, (message) => {
    const { fastify } = message as { fastify: FastifyApp };
    fastify.addHook("onRequest", (request, _reply, done) => {
      nameRoute(request);
      done();
    });
    fastify.addHook("onError", (request, _reply, error, done) => {
      recordError(request, error);
      done();
    });
  });
}

const nameRoute = guarded("Fastify's onRequest", ({ raw, routeOptions }: FastifyRequest) => {
  const route = routeOptions?.url;
  if (route === undefined) return;
  const span = errorSpanOf(raw);
  if (span instanceof UnsampledSpan) span.route = route;
  else if (span) setRoute(raw, route);
});

const recordError = guarded("Fastify's onError", ({ raw }: FastifyRequest, error: unknown) => {
  const span = errorSpanOf(raw);
  if (span) recordErrorOn(span, error);
});
