import type { IncomingMessage } from "node:http";

/** Where the frameworks leave the pattern of the route that answered. */
interface FrameworkRequest {
  /** Express: the path at which the router is mounted. */
  baseUrl?: unknown;
  /** Express. */
  route?: { path?: unknown } | null;
}

/** The route's pattern, such as `/api/products/:id`, or undefined where no framework says. */
export function routeOf(request: IncomingMessage): string | undefined {
  const named = ROUTES.get(request);
  if (named !== undefined) return named;
  const { baseUrl, route }: FrameworkRequest = request as IncomingMessage & FrameworkRequest;
  const path = route?.path;
  if (typeof path !== "string" && !(path instanceof RegExp)) return undefined;
  const base = typeof baseUrl === "string" ? baseUrl : "";
  const pattern = typeof path === "string" ? path : path.source;
  return base + (base !== "" && pattern === "/" ? "" : pattern) || "/";
}

const ROUTES = new WeakMap<IncomingMessage, string>();

/** For frameworks that don't leave the route on Node's request. */
export function setRoute(request: IncomingMessage, route: string): void {
  ROUTES.set(request, route);
}
