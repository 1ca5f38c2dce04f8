import { useEffect, useMemo, useState } from "preact/hooks";
import { fetchTrace } from "../api/client.ts";
import { clock, count, plural } from "../logic/format.ts";
import { groupRemovals, removalsOf, type Removal, type RemovalGroup } from "../logic/redactions.ts";
import { formatRoute } from "../logic/route.ts";
import { Marked } from "../parts/marked.tsx";
import { traces } from "../state/traces.ts";
import { go, route } from "../state/route.ts";

/** Number of traces that are loaded at once. */
const STEP = 100;

/** The values that the app removed before sending its traces, by path. */
export function RedactionsView() {
  const [limit, setLimit] = useState(STEP);
  const affected = traces.value.filter((trace) => trace.redactions > 0);
  const looked = affected.slice(0, limit);
  const removals = useRemovals(looked);
  const groups = useMemo(() => groupRemovals(removals), [removals]);
  return (
    <section class="page" aria-label="Redactions">
      <h2>Removed values</h2>
      <p class="muted">
        {affected.length === 0
          ? "No trace contains a removed value."
          : `${plural(affected.length, "trace")} of ${count(traces.value.length)} contain removed values. The values themselves never left the app.`}
        {route.value.filter !== "" && ` Only traces that match ${route.value.filter} are included.`}
      </p>
      {groups.map((group) => (
        <Group key={`${group.segment} ${group.path}`} group={group} />
      ))}
      {affected.length > limit && (
        <button type="button" onClick={() => setLimit(limit + STEP)}>
          Load {count(Math.min(STEP, affected.length - limit))} more traces
        </button>
      )}
    </section>
  );
}

function Group({ group: { segment, path, removals } }: { readonly group: RemovalGroup }) {
  const [open, setOpen] = useState(false);
  const shown = open ? removals : removals.slice(0, 3);
  return (
    <section class="removal">
      <h3>
        <code>{path}</code> <span class="muted">in {segment}</span>{" "}
        <small class="badge">{count(removals.length)}</small>
      </h3>
      <ul>
        {shown.map((removal, index) => (
          <li key={`${removal.traceId} ${removal.segmentId} ${String(index)}`}>
            <TraceLink removal={removal} />
            <span class="text">
              <Marked text={removal.text} />
            </span>
          </li>
        ))}
      </ul>
      {removals.length > 3 && (
        <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show fewer" : `Show all ${count(removals.length)}`}
        </button>
      )}
    </section>
  );
}

function TraceLink({ removal: { traceId, segmentId, start } }: { readonly removal: Removal }) {
  const target = { view: "traces", trace: traceId, segment: segmentId, filter: route.value.filter } as const;
  return (
    <a
      href={formatRoute(target)}
      onClick={(event) => {
        event.preventDefault();
        go(target);
      }}
    >
      {clock(start)}
    </a>
  );
}

/** The removals of these traces. A trace is requested once, and again when it has changed. */
function useRemovals(
  looked: readonly { readonly id: string; readonly documents: number; readonly redactions: number }[],
): readonly Removal[] {
  const [known, setKnown] = useState<
    ReadonlyMap<string, { readonly documents: number; readonly removals: readonly Removal[] }>
  >(new Map());
  const missing = looked.filter(({ id, documents }) => known.get(id)?.documents !== documents);
  const key = missing.map(({ id, documents }) => `${id}/${String(documents)}`).join(" ");
  useEffect(() => {
    if (missing.length === 0) return;
    const stop = new AbortController();
    void Promise.all(missing.map(async ({ id }) => [id, await fetchTrace(id, stop.signal)] as const)).then(
      (answers) => {
        setKnown((old) => {
          const next = new Map(old);
          for (const [id, detail] of answers) {
            if (detail !== undefined)
              next.set(id, { documents: detail.summary.documents, removals: removalsOf(detail) });
          }
          return next;
        });
      },
      () => {
        // The server is unreachable, which the header shows; the list is loaded again after reconnecting.
      },
    );
    return () => stop.abort();
    // The key has the ids of what is missing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return useMemo(
    () => looked.flatMap(({ id }) => known.get(id)?.removals ?? []),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the ids identify the traces
    [known, looked.map(({ id }) => id).join(" ")],
  );
}
