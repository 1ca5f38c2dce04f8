import { Component } from "preact";
import type { TraceSummary } from "../../../../src/page-api.ts";
import { clockParts, duration } from "../../logic/format.ts";
import { outcomeOf } from "../../logic/outcome.ts";
import { pathOf } from "../../logic/segment.ts";
import { OutcomeMark } from "../../parts/icons.tsx";

interface RowProps {
  readonly trace: TraceSummary;
  /** Duration in seconds of a full bar. */
  readonly scale: number;
  readonly position: number;
  readonly total: number;
  readonly selected: boolean;
  readonly open: (id: string) => void;
}

export function rowId(trace: TraceSummary | undefined): string | undefined {
  return trace === undefined ? undefined : `trace-${trace.id}`;
}

/** One trace of the list. Rendered again only when its trace has changed. */
export class TraceRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { trace, scale, selected, position, total } = this.props;
    if (next.trace !== trace || next.selected !== selected) return true;
    // Screen readers need the position of the selected row only.
    if (selected && (next.position !== position || next.total !== total)) return true;
    return Math.abs(next.scale - scale) > scale * 0.02;
  }

  override render({ trace, scale, position, total, selected, open }: RowProps) {
    const outcome = outcomeOf(trace);
    const share = Math.min(1, trace.duration / scale);
    const [time, milliseconds] = clockParts(trace.start);
    const notes = Object.entries(trace.annotations);
    return (
      <div
        id={rowId(trace)}
        role="option"
        class={`row ${outcome}`}
        aria-selected={selected}
        aria-posinset={position}
        aria-setsize={total}
        onClick={() => open(trace.id)}
      >
        <OutcomeMark outcome={outcome} pending={trace.partial} />
        <span class="time">
          {time}
          <i>{milliseconds}</i>
        </span>
        <span class="method">{trace.method ?? ""}</span>
        <span class="path" title={trace.url}>
          {trace.url === undefined ? trace.service : pathOf(trace.url)}
        </span>
        <span class="number status-code">{trace.status ?? ""}</span>
        <span class="number">{trace.partial ? "…" : duration(trace.duration)}</span>
        <span class="lane">
          <i style={{ width: `${String(Math.max(0.5, share * 100))}%` }} />
        </span>
        <span class="service">
          {trace.services.length > 1 ? `${trace.service} +${String(trace.services.length - 1)}` : trace.service}
        </span>
        <span class="rule">{trace.rule ?? ""}</span>
        <span class="notes">
          {notes.map(([key, values]) => (
            <span key={key}>
              {key}=<b>{values.join(",")}</b>
            </span>
          ))}
        </span>
      </div>
    );
  }
}
