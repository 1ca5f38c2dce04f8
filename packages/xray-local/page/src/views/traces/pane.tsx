import { useEffect, useMemo, useState } from "preact/hooks";
import type { TraceDetail } from "../../../../src/page-api.ts";
import { fetchTrace } from "../../api/client.ts";
import { count, dateTime, duration, plural } from "../../logic/format.ts";
import { outcomeOf, OUTCOME_WORDS } from "../../logic/outcome.ts";
import { pathOf } from "../../logic/segment.ts";
import { branches, waterfall } from "../../logic/waterfall.ts";
import { CloseIcon, CopyIcon, OutcomeMark } from "../../parts/icons.tsx";
import { ConsoleLink } from "../../parts/console-link.tsx";
import { run } from "../../state/commands.ts";
import { copy } from "../../state/copy.ts";
import { go, route } from "../../state/route.ts";
import { traces } from "../../state/traces.ts";
import { SegmentPanel } from "./segment-panel.tsx";
import { WaterfallTree } from "./waterfall-tree.tsx";

interface Answer {
  readonly id: string;
  /** Undefined if the server does not have the trace. */
  readonly detail: TraceDetail | undefined;
  readonly problem?: string;
}

/** The open trace: summary, waterfall, and the selected segment. */
export function TracePane({ id }: { readonly id: string }) {
  const [answer, setAnswer] = useState<Answer>();
  // A new object whenever the trace has changed.
  const summary = traces.value.find((trace) => trace.id === id);

  useEffect(() => {
    const stop = new AbortController();
    fetchTrace(id, stop.signal).then(
      (detail) => setAnswer({ id, detail }),
      (error: unknown) => {
        if (!stop.signal.aborted) setAnswer({ id, detail: undefined, problem: String(error) });
      },
    );
    return () => stop.abort();
  }, [id, summary]);

  // The last trace stays until the next one is loaded: an empty pane would flicker.
  if (answer === undefined) return <section class="trace" aria-label="Trace" aria-busy="true" />;
  if (answer.detail === undefined) return <Missing answer={answer} />;
  return <Loaded key={answer.id} detail={answer.detail} />;
}

function Missing({ answer }: { readonly answer: Answer }) {
  return (
    <section class="trace" aria-label="Trace">
      <header class="trace-head">
        <h2>{answer.id}</h2>
        <CloseButton />
      </header>
      <p class="nothing">
        {answer.problem ??
          "The local X-Ray doesn't have this trace. It was evicted to stay within the memory limit, or the server was restarted."}
      </p>
    </section>
  );
}

function CloseButton() {
  return (
    <button
      type="button"
      class="quiet close"
      aria-label="Close the trace"
      title="Close (Esc)"
      onClick={() => run("back")}
    >
      <CloseIcon />
    </button>
  );
}

function Loaded({ detail }: { readonly detail: TraceDetail }) {
  const { summary, segments, redactions, raw } = detail;
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(() => waterfall(segments, collapsed), [segments, collapsed]);
  const wanted = route.value.segment;
  const current =
    tree.rows.find((row) => row.key === wanted) ?? tree.rows.find((row) => row.outcome === "fault") ?? tree.rows[0];
  const outcome = outcomeOf(summary);

  const toggle = (key: string): void => {
    const next = new Set(collapsed);
    if (!next.delete(key)) next.add(key);
    setCollapsed(next);
  };
  return (
    <section class="trace" aria-label="Trace">
      <header class="trace-head">
        <h2>
          <OutcomeMark outcome={outcome} pending={summary.partial} />
          <span class="method">{summary.method}</span>{" "}
          {summary.url === undefined ? summary.service : pathOf(summary.url)}
        </h2>
        <div class="actions">
          <button type="button" class="quiet" onClick={() => run("copy")} title="Copy as AWS CLI command (c)">
            <CopyIcon /> AWS CLI
          </button>
          <ConsoleLink traceId={summary.id} />
          <CloseButton />
        </div>
        <ul class="facts">
          {summary.status !== undefined && (
            <li class={`chip ${outcome}`}>
              {summary.status} {outcome === "ok" ? "" : OUTCOME_WORDS[outcome].replace(/ \(.*/, "")}
            </li>
          )}
          {summary.partial && <li class="chip pending">in progress, or a part is missing</li>}
          <li>
            <b>{duration(summary.duration)}</b>
          </li>
          <li>{dateTime(summary.start)}</li>
          <li>{plural(summary.services.length, "service")}</li>
          <li>{plural(tree.rows.length, "line")}</li>
          {summary.rule !== undefined && <li title="Sampling rule that decided">{summary.rule}</li>}
          {redactions.length > 0 && <li class="removed">{count(redactions.length)} removed</li>}
          <li>
            <button
              type="button"
              class="id"
              title="Copy the trace id"
              onClick={() => void copy(summary.id, "Trace id")}
            >
              {summary.id}
            </button>
          </li>
        </ul>
      </header>
      <WaterfallTree
        tree={tree}
        current={current?.key}
        choose={(key) => go({ segment: key }, true)}
        toggle={toggle}
        setAll={(open) => setCollapsed(open ? new Set() : new Set(branches(segments)))}
      />
      {current !== undefined && (
        <SegmentPanel
          row={current}
          redactions={redactions.filter(({ segmentId }) => segmentId === current.segment.id)}
          raw={raw}
        />
      )}
    </section>
  );
}
