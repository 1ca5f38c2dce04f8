import type { IncomingMessage } from "node:http";
import { expressRoute } from "./express-routes.ts";

const ROUTES = new WeakMap<IncomingMessage, string>();
/** Route of the failed handler: Express resets app and routers before an error handler responds. */
const FAILED = new WeakMap<IncomingMessage, { route: unknown; pattern: string }>();

/** The route's pattern, such as `/api/products/:id`, or undefined if no framework provides one. */
export function routeOf(request: IncomingMessage): string | undefined {
  const named = ROUTES.get(request);
  if (named !== undefined) return named;
  const failed = FAILED.get(request);
  return failed && failed.route === Reflect.get(request, "route") ? failed.pattern : expressRoute(request);
}

/** For frameworks that don't keep the route on Node's request. */
export function setRoute(request: IncomingMessage, route: string): void {
  ROUTES.set(request, route);
}

/** Keeps the current route when an Express handler fails; later calls for the same route do nothing. */
export function keepRoute(request: IncomingMessage): void {
  const route: unknown = Reflect.get(request, "route");
  if (route === undefined || FAILED.get(request)?.route === route) return;
  const pattern = expressRoute(request);
  if (pattern !== undefined) FAILED.set(request, { route, pattern });
}
