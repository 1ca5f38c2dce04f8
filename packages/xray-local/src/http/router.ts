import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Guard } from "./guard.ts";
import type { LocalContext } from "./local-context.ts";
import { handleLocal, isLocalPath } from "./local-handler.ts";
import { handleOtlp, OTLP_PATH } from "./otlp-handler.ts";
import { servePage } from "./page-files.ts";
import { respondJson, respondText } from "./respond.ts";
import { handleXRay } from "./xray-handler.ts";

/** The port of the page: the page and its API, the X-Ray API, and OTLP, as X-Ray's own endpoint takes it. */
export function pageRouter(context: LocalContext, guard: Guard, page: boolean): RequestListener {
  return safely(async (request, response, url) => {
    const refusal = guard.refusesPage(request);
    if (refusal !== undefined) respondJson(response, 403, { message: refusal });
    else if (isLocalPath(url.pathname)) await handleLocal(url, request, response, context);
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.intake);
    else if (page && (request.method === "GET" || request.method === "HEAD")) await servePage(url.pathname, response);
    else await handleXRay(url.pathname, request, response, context);
  });
}

/** The agent's TCP port: it passes the X-Ray API and OTLP on. */
export function agentRouter(context: LocalContext, guard: Guard): RequestListener {
  return safely(async (request, response, url) => {
    const refusal = guard.refusesAgent(request);
    if (refusal !== undefined) respondJson(response, 403, { message: refusal });
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.intake);
    else await handleXRay(url.pathname, request, response, context);
  });
}

/** The port for OTLP over HTTP. Metrics and logs are none of X-Ray's. */
export function otlpRouter(context: LocalContext, guard: Guard): RequestListener {
  return safely(async (request, response, url) => {
    const refusal = guard.refusesAgent(request);
    if (refusal !== undefined) respondJson(response, 403, { message: refusal });
    else if (url.pathname === OTLP_PATH) await handleOtlp(request, response, context.intake);
    else respondText(response, 404, `Only ${OTLP_PATH} is here.\n`);
  });
}

/** A request that fails in a way nobody thought of is answered, and never ends the process. */
function safely(
  handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>,
): RequestListener {
  return (request, response) => {
    const url = URL.parse(request.url ?? "/", "http://localhost");
    if (url === null) {
      respondJson(response, 400, { message: "The request's path can't be read." });
      return;
    }
    handle(request, response, url)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.destroy();
        else respondJson(response, 500, { message });
      })
      .finally(() => {
        // Whoever was answered before the end of the body can still finish sending it, and so read the answer.
        request.unpipe();
        request.resume();
      });
  };
}
