import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { recordErrorOn } from "../errors.ts";
import type { Tracing } from "../tracing.ts";
import { spanOf } from "./request-span.ts";
import { setRoute } from "./route.ts";

/** Published when an app is made. https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
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

/** Gives the segments of Fastify apps their routes and errors; returns a function that ends this for new apps. */
export function traceFastify(tracing: Tracing): () => void {
  const onMade = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyApp };
    try {
      fastify.addHook("onRequest", (request, _reply, done) => {
        const route = request.routeOptions?.url;
        if (route !== undefined && spanOf(request.raw)) setRoute(request.raw, route);
        done();
      });
      fastify.addHook("onError", (request, _reply, error, done) => {
        const span = spanOf(request.raw);
        if (span) recordErrorOn(span, error);
        done();
      });
    } catch (error) {
      tracing.failed(error);
    }
  };
  subscribe(MADE, onMade);
  return () => unsubscribe(MADE, onMade);
}
