import { computed, signal } from "@preact/signals";
import { formatRoute, parseRoute, type Route } from "../logic/route.ts";

/** The current route. It follows the URL, so that the browser's back and forward work. */
export const route = signal<Route>(parseRoute(location.hash));
export const filter = computed(() => route.value.filter);

addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});

/** @param replace true to add no history entry: moving along a list */
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
