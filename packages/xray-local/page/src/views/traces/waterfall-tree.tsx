import { useEffect, useRef } from "preact/hooks";
import { duration, roundDuration } from "../../logic/format.ts";
import { subtitle } from "../../logic/segment.ts";
import { axisTicks, isSubsegment, treeMove, type Waterfall, type WaterfallRow } from "../../logic/waterfall.ts";
import { OutcomeMark } from "../../parts/icons.tsx";
import { focusTargets } from "../../state/commands.ts";

interface TreeProps {
  readonly tree: Waterfall;
  readonly current: string | undefined;
  readonly choose: (key: string) => void;
  readonly toggle: (key: string) => void;
  readonly setAll: (open: boolean) => void;
}

const TICKS = 5;

/** The rows of a trace over time: a tree, navigated by the arrow keys. */
export function WaterfallTree({ tree, current, choose, toggle, setAll }: TreeProps) {
  const element = useRef<HTMLDivElement>(null);
  const { rows, span } = tree;
  const services = [...new Set(rows.map((row) => row.service))];

  useEffect(() => {
    focusTargets.waterfall = element.current;
    return () => {
      focusTargets.waterfall = null;
    };
  }, []);
  useEffect(() => {
    element.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "*") {
      setAll(true);
      return;
    }
    const move = current === undefined ? undefined : treeMove(rows, current, event.key);
    if (move === undefined) return;
    event.preventDefault();
    if ("to" in move) choose(move.to);
    else toggle(move.toggle);
  };
  const ticks = axisTicks(span, TICKS);
  return (
    <div class="waterfall">
      <div class="axis">
        <span class="fold">
          <button type="button" class="quiet" onClick={() => setAll(true)}>
            Expand all
          </button>
          <button type="button" class="quiet" onClick={() => setAll(false)}>
            Collapse all
          </button>
        </span>
        <span class="lane" aria-hidden="true">
          {ticks.map((tick) => (
            <i key={tick} style={{ left: percentOf(tick, span) }}>
              {roundDuration(tick)}
            </i>
          ))}
        </span>
      </div>
      <div
        ref={element}
        class="tree"
        role="tree"
        tabIndex={0}
        aria-label="Waterfall"
        aria-activedescendant={current === undefined ? undefined : lineId(current)}
        onKeyDown={onKeyDown}
      >
        <div class="grid" role="presentation" aria-hidden="true">
          {ticks.map((tick) => (
            <i key={tick} style={{ left: percentOf(tick, span) }} />
          ))}
        </div>
        {rows.map((row) => (
          <Line
            key={row.key}
            row={row}
            span={span}
            hue={services.indexOf(row.service) % 6}
            selected={row.key === current}
            choose={choose}
            toggle={toggle}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  readonly row: WaterfallRow;
  readonly span: number;
  readonly hue: number;
  readonly selected: boolean;
  readonly choose: (key: string) => void;
  readonly toggle: (key: string) => void;
}

function Line({ row, span, hue, selected, choose, toggle }: LineProps) {
  const { key, segment, level, outcome, inProgress } = row;
  const { name } = segment;
  const detail = subtitle(segment);
  const time = inProgress ? "in progress" : duration(row.duration);
  return (
    <div
      id={lineId(key)}
      role="treeitem"
      class={`line ${outcome} ${isSubsegment(row) ? "sub" : "segment"} hue-${String(hue)}`}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.children === 0 ? undefined : row.expanded}
      aria-selected={selected}
      onClick={() => choose(key)}
      onDblClick={() => toggle(key)}
    >
      <span class="name" style={{ paddingInlineStart: `${String((level - 1) * 14)}px` }}>
        <span
          class="twist"
          aria-hidden="true"
          onClick={(event) => {
            if (row.children === 0) return;
            event.stopPropagation();
            toggle(key);
          }}
        >
          {row.children === 0 ? "" : row.expanded ? "▾" : "▸"}
        </span>
        <OutcomeMark outcome={outcome} pending={inProgress} />
        <b>{name}</b>
        <span class="detail">{detail}</span>
      </span>
      <span class="lane">
        <i
          class={inProgress ? "bar-line pending" : "bar-line"}
          style={{ left: percentOf(row.offset, span), width: percentOf(row.duration, span) }}
        />
        <small style={{ left: percentOf(row.offset + row.duration, span) }}>{inProgress ? "" : time}</small>
      </span>
    </div>
  );
}

function lineId(key: string): string {
  return `line-${key.replaceAll(/\W/g, "-")}`;
}

function percentOf(part: number, whole: number): string {
  return `${String(Math.max(0, Math.min(100, (part / whole) * 100)))}%`;
}
