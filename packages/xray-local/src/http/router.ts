import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Guard } from "./guard.ts";
import type { LocalContext } from "./local-context.ts";
import { handleLocal, isLocalPath } from "./local-handler.ts";
import { handleOtlp, OTLP_PATH } from "./otlp-handler.ts";
import { servePage } from "./page-files.ts";
import { respondJson, respondText } from "./respond.ts";
import { handleXRay } from "./xray-handler.ts";

/**
 * The port of the page: the page and its API, the X-Ray API, and OTLP. Plain node:http: loading hono with the parts that
 * would be used takes 40 to 60 ms at the start of `pmp-xray dev`, and what it has no part for would stay here (the check of
 * Host, a size limit after decompression, AWS's error format).
 */
export function pageRouter(context: LocalContext, guard: Guard, page: boolean): RequestListener {
  return safely(async (request, response, url) => {
    const problem = guard.rejectsPage(request);
    if (problem !== undefined) respondJson(response, 403, { message: problem });
    else if (isLocalPath(url.pathname)) await handleLocal(url, request, response, context);
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.ingester);
    else if (page && (request.method === "GET" || request.method === "HEAD")) await servePage(url.pathname, response);
    else await handleXRay(url.pathname, request, response, context);
  });
}

/** The agent's TCP port: the X-Ray API and OTLP. */
export function agentRouter(context: LocalContext, guard: Guard): RequestListener {
  return safely(async (request, response, url) => {
    const problem = guard.rejectsAgent(request);
    if (problem !== undefined) respondJson(response, 403, { message: problem });
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.ingester);
    else await handleXRay(url.pathname, request, response, context);
  });
}

/** The port for OTLP over HTTP: traces only. */
export function otlpRouter(context: LocalContext, guard: Guard): RequestListener {
  return safely(async (request, response, url) => {
    const problem = guard.rejectsAgent(request);
    if (problem !== undefined) respondJson(response, 403, { message: problem });
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.ingester);
    else respondText(response, 404, `Only ${OTLP_PATH} is here.\n`);
  });
}

/** Turns unexpected errors into a 500 response. */
function safely(
  handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>,
): RequestListener {
  return (request, response) => {
    const url = URL.parse(request.url ?? "/", "http://localhost");
    if (url === null) {
      respondJson(response, 400, { message: "The request's path is invalid." });
      return;
    }
    handle(request, response, url)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.destroy();
        else respondJson(response, 500, { message });
      })
      .finally(() => {
        // Reads the rest of the body, so that a client that is still sending can receive the response.
        request.unpipe();
        request.resume();
      });
  };
}
