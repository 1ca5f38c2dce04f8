import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ServiceNode } from "../../../../src/page-api.ts";
import { duration, rate } from "../../logic/format.ts";
import { CARD, layoutMap, type PlacedEdge, type PlacedNode } from "../../logic/map-layout.ts";
import { nodeKey } from "../../logic/map-order.ts";
import {
  filterForEdge,
  filterForNode,
  meanTime,
  nameInWords,
  statsInWords,
  typeInWords,
} from "../../logic/map-words.ts";
import { dominantOutcome } from "../../logic/outcome.ts";
import { BadShares, ShareBar } from "../../parts/share-bar.tsx";
import { go } from "../../state/route.ts";

const ZOOM = { least: 0.25, most: 2, step: 1.25 } as const;
/** Below this width in pixels, the layout is from top to bottom. */
const NARROW = 720;

/** The service map as a chart. Cards are buttons, reachable by Tab; the lines are behind them. */
export function MapChart({ nodes }: { readonly nodes: readonly ServiceNode[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const [frameSize, setFrameSize] = useState<{ readonly width: number; readonly height: number }>();
  /** Undefined: fit the frame. */
  const [zoom, setZoom] = useState<number>();
  const direction = (frameSize?.width ?? NARROW) < NARROW ? "TB" : "LR";
  const chart = useMemo(() => layoutMap(nodes, direction), [nodes, direction]);

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => setFrameSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const fit =
    frameSize === undefined ? 1 : Math.min(1.15, frameSize.width / chart.width, frameSize.height / chart.height);
  const scale = Math.max(ZOOM.least, Math.min(ZOOM.most, zoom ?? fit));
  const resize = (factor: number): void => setZoom(Math.max(ZOOM.least, Math.min(ZOOM.most, scale * factor)));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "+" || event.key === "=") resize(ZOOM.step);
    else if (event.key === "-") resize(1 / ZOOM.step);
    else if (event.key === "0") setZoom(undefined);
    else return;
    event.preventDefault();
  };
  const size = { width: `${String(chart.width * scale)}px`, height: `${String(chart.height * scale)}px` };
  return (
    <div class="map-frame" onKeyDown={onKeyDown}>
      <div ref={frame} class="map-room" tabIndex={0} role="region" aria-label="Map of services">
        <div class="map-size" style={size}>
          <div
            class="map-sheet"
            style={{
              width: `${String(chart.width)}px`,
              height: `${String(chart.height)}px`,
              transform: `scale(${String(scale)})`,
            }}
          >
            <svg class="map-lines" width={chart.width} height={chart.height} aria-hidden="true">
              <defs>
                <marker
                  id="tip"
                  viewBox="0 0 8 8"
                  refX="7"
                  refY="4"
                  markerUnits="userSpaceOnUse"
                  markerWidth="11"
                  markerHeight="11"
                  orient="auto"
                >
                  <path d="M0.5 1 7 4 0.5 7Z" />
                </marker>
              </defs>
              {chart.edges.map((edge) => (
                <Line key={edgeKey(edge)} edge={edge} />
              ))}
            </svg>
            {chart.nodes.map((node) => (
              <Card key={nodeKey(node.node)} placed={node} />
            ))}
            {chart.edges.map((edge) => (
              <EdgeNumbers key={edgeKey(edge)} edge={edge} />
            ))}
          </div>
        </div>
      </div>
      <div class="zoom">
        <button type="button" class="quiet" aria-label="Zoom in" title="Zoom in (+)" onClick={() => resize(ZOOM.step)}>
          +
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Zoom out"
          title="Zoom out (-)"
          onClick={() => resize(1 / ZOOM.step)}
        >
          −
        </button>
        <button type="button" class="quiet" title="Fit the whole map (0)" onClick={() => setZoom(undefined)}>
          Fit
        </button>
      </div>
    </div>
  );
}

function Line({ edge: { path, stats } }: { readonly edge: PlacedEdge }) {
  // One pixel thicker for ten times the traffic.
  const width = 1.2 + Math.min(3, Math.log10(Math.max(1, stats.total)));
  return (
    <path
      class={`edge ${dominantOutcome(stats)}`}
      d={path}
      style={{ strokeWidth: width.toFixed(1) }}
      marker-end="url(#tip)"
    />
  );
}

function Card({ placed: { node, x, y } }: { readonly placed: PlacedNode }) {
  const { stats } = node;
  const client = node.type === "client";
  return (
    <button
      type="button"
      class={`card ${dominantOutcome(stats)} ${client ? "client" : ""}`}
      style={{
        left: `${String(x)}px`,
        top: `${String(y)}px`,
        width: `${String(CARD.width)}px`,
        height: `${String(CARD.height)}px`,
      }}
      title={statsInWords(stats)}
      onClick={() => go({ view: "traces", filter: filterForNode(node) })}
    >
      <span class="kind">{typeInWords(node.type)}</span>
      <b>{nameInWords(node)}</b>
      <span class="numbers">
        <span>{duration(meanTime(stats))}</span>
        <span>{rate(stats.perMinute)}</span>
        <BadShares stats={stats} most={1} />
        <span class="unseen">, {statsInWords(stats)}. Show its traces.</span>
      </span>
      <ShareBar stats={stats} />
    </button>
  );
}

function EdgeNumbers({ edge: { from, to, stats, label } }: { readonly edge: PlacedEdge }) {
  return (
    <button
      type="button"
      class={`edge-label ${dominantOutcome(stats)}`}
      style={{ left: `${String(label.x)}px`, top: `${String(label.y)}px` }}
      title={statsInWords(stats)}
      onClick={() => go({ view: "traces", filter: filterForEdge(from, to) })}
    >
      <span class="unseen">
        Calls from {nameInWords(from)} to {to.name}, {statsInWords(stats)}:{" "}
      </span>
      <span>{duration(meanTime(stats))}</span>
      <span>{rate(stats.perMinute)}</span>
    </button>
  );
}

function edgeKey({ from, to }: PlacedEdge): string {
  return `${nodeKey(from)}>${nodeKey(to)}`;
}
