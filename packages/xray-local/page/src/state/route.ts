import { computed, signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "../logic/route.ts";

/** Where the page is. It follows the address, so that the browser's back and forward do what one expects. */
export const route = signal<Route>(parseRoute(location.hash));
export const filter = computed(() => route.value.filter);

addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});

/** @param replace true where the way back should not lead through this place, such as moving along a list */
export function go(change: Partial<Route>, replace = false): void {
  const view = change.view ?? route.value.view;
  const leaving = view !== route.value.view;
  const next: Route = { ...route.value, ...(leaving ? { trace: undefined, segment: undefined } : {}), ...change };
  const hash = formatRoute(next);
  if (hash === location.hash) return;
  route.value = next;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
}

addEventListener("popstate", () => {
  route.value = parseRoute(location.hash);
});
