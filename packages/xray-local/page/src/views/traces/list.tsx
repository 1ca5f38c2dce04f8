import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TraceSummary } from "../../../../src/page-api.ts";
import { durationScale } from "../../logic/trace-list.ts";
import { keepPosition, rowWindow, scrollToRow } from "../../logic/virtual.ts";
import { focusTargets } from "../../state/commands.ts";
import { filter, go, route } from "../../state/route.ts";
import { connection, info, loaded, traces } from "../../state/traces.ts";
import { rowId, TraceRow } from "./row.tsx";

/** Height of a row in pixels; must equal the one in the style sheet. */
const ROW = 30;
const PAGE_KEYS: Readonly<Record<string, (at: number, last: number, page: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, _last, page) => at + page,
  PageUp: (at, _last, page) => at - page,
  Home: () => 0,
  End: (_at, last) => last,
};

/** The list of traces. Only visible rows are in the document. */
export function TraceList() {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 800 });
  const list = traces.value;
  const shown = useRef(list);
  const [unseen, setUnseen] = useState(0);
  const selected = list.findIndex(({ id }) => id === route.value.trace);
  const { first, end } = rowWindow(view, ROW, list.length);
  // Scrolling renders often, and the scale depends on the list only.
  const scale = useMemo(() => durationScale(list), [list]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    focusTargets.list = element;
    const measure = (): void => setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      focusTargets.list = null;
    };
  }, []);

  // New rows above must not move the visible ones.
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = shown.current;
    shown.current = list;
    if (element === null || before === list || element.scrollTop < ROW) return;
    const index = Math.floor(element.scrollTop / ROW);
    const anchor = before[index];
    const now = anchor === undefined ? -1 : list.findIndex(({ id }) => id === anchor.id);
    if (now <= index) return;
    element.scrollTop = keepPosition(element.scrollTop, ROW, now - index);
    setUnseen((old) => old + now - index);
  }, [list]);

  // Keys can move the selection out of view.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || selected < 0) return;
    const top = scrollToRow({ scrollTop: element.scrollTop, height: element.clientHeight }, ROW, selected);
    if (top !== element.scrollTop) element.scrollTop = top;
    // Only when another trace is selected: the user may scroll away from it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [route.value.trace]);

  const onScroll = (event: Event & { readonly currentTarget: HTMLDivElement }): void => {
    const { scrollTop, clientHeight: height } = event.currentTarget;
    if (scrollTop < ROW) setUnseen(0);
    const next = rowWindow({ scrollTop, height }, ROW, list.length);
    if (next.first !== first || next.end !== end) setView({ scrollTop, height });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = PAGE_KEYS[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const last = list.length - 1;
      const page = Math.max(1, Math.floor(view.height / ROW) - 1);
      const target = list[Math.max(0, Math.min(last, move(selected, last, page)))];
      if (target !== undefined) openTrace(target.id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (route.value.trace === undefined && list[0] !== undefined) openTrace(list[0].id);
      else focusTargets.waterfall?.focus();
    }
  };

  return (
    <section class="trace-list" aria-label="Traces">
      <div class="head row" aria-hidden="true">
        <span />
        <span>Time</span>
        <span>Method</span>
        <span>Path</span>
        <span class="number">Status</span>
        <span class="number">Duration</span>
        <span class="lane" />
        <span class="service">Service</span>
        <span class="rule">Sampling rule</span>
        <span class="notes">Annotations</span>
      </div>
      <div
        ref={scroller}
        class="scroller"
        role="listbox"
        tabIndex={0}
        aria-label="Traces, newest first"
        aria-activedescendant={selected >= first && selected < end ? rowId(list[selected]) : undefined}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div class="rows" role="presentation" style={{ height: `${String(list.length * ROW)}px` }}>
          <div role="presentation" style={{ transform: `translateY(${String(first * ROW)}px)` }}>
            {list.slice(first, end).map((trace, index) => (
              <TraceRow
                key={trace.id}
                trace={trace}
                scale={scale}
                position={first + index + 1}
                total={list.length}
                selected={first + index === selected}
                open={openTrace}
              />
            ))}
          </div>
        </div>
      </div>
      {list.length === 0 && loaded.value && <Nothing />}
      {unseen > 0 && (
        <button type="button" class="newer" onClick={() => scroller.current?.scrollTo({ top: 0 })}>
          ↑ {unseen} new
        </button>
      )}
    </section>
  );
}

function openTrace(id: TraceSummary["id"]): void {
  go({ trace: id, segment: undefined }, route.value.trace !== undefined);
}

function Nothing() {
  if (filter.value !== "") {
    return (
      <div class="nothing">
        <p>No trace matches this filter.</p>
        <button type="button" onClick={() => go({ filter: "" })}>
          Show all traces
        </button>
      </div>
    );
  }
  const server = info.value;
  return (
    <div class="nothing">
      <p>{connection.value === "live" ? "No trace yet." : "The local X-Ray does not answer."}</p>
      {server !== undefined && connection.value === "live" && (
        <p>
          Send your app a request. Segments are received at <code>{server.udpAddress}</code>, UDP
          {server.command === undefined ? (
            <>
              : start it with <code>AWS_XRAY_DAEMON_ADDRESS={server.udpAddress}</code>
            </>
          ) : (
            <>
              ; <code>{server.command}</code> is configured for it
            </>
          )}
          .
        </p>
      )}
    </div>
  );
}
