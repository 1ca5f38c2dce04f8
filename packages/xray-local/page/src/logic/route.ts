/** The page's route, stored in the URL's fragment. */

export const VIEWS = ["traces", "map", "sampling", "redactions", "counters"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  /** The open trace. */
  readonly trace?: string | undefined;
  /** The selected segment or subsegment. */
  readonly segment?: string | undefined;
  /** Filter expression; empty: all traces. */
  readonly filter: string;
}

function isView(text: string | undefined): text is View {
  return VIEWS.some((view) => view === text);
}

/** An invalid fragment is the list of traces. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s, 2);
  const [view, trace] = path.split("/");
  const parameters = new URLSearchParams(query);
  const filter = parameters.get("filter") ?? "";
  if (!isView(view)) return { view: "traces", filter };
  if (view !== "traces" || trace === undefined || trace === "") return { view, filter };
  const segment = parameters.get("segment");
  return { view, trace: decoded(trace), filter, ...(segment === null ? {} : { segment }) };
}

export function formatRoute({ view, trace, segment, filter }: Route): string {
  const parameters = new URLSearchParams();
  if (filter !== "") parameters.set("filter", filter);
  if (trace !== undefined && segment !== undefined) parameters.set("segment", segment);
  const query = parameters.size === 0 ? "" : `?${parameters.toString()}`;
  return `#/${view}${trace === undefined ? "" : `/${encodeURIComponent(trace)}`}${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
