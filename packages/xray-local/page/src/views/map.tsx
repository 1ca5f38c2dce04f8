import { useEffect, useState } from "preact/hooks";
import type { ServiceNode } from "../../../src/page-api.ts";
import { fetchMap } from "../api/client.ts";
import { filter } from "../state/route.ts";
import { useRefreshed } from "../state/refreshed.ts";
import { MapTable } from "./map/table.tsx";

type Chart = typeof import("./map/chart.tsx").MapChart;

/** The service map, as a chart or a table. The chart is loaded on first use. */
export function MapView() {
  const expression = filter.value;
  const answer = useRefreshed((signal) => fetchMap({ filter: expression }, signal), [expression]).value;
  const [MapChart, setChart] = useState<Chart>();
  const [asTable, setAsTable] = useState(false);
  useEffect(() => {
    void import("./map/chart.tsx").then((module) => setChart(() => module.MapChart));
  }, []);
  const nodes: readonly ServiceNode[] = answer.value?.nodes ?? [];
  return (
    <section class="map-view" aria-label="Service map">
      <div class="view-tools">
        <div class="switch" role="group" aria-label="Show as">
          <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>
            Map
          </button>
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>
            Table
          </button>
        </div>
        <span class="legend" aria-hidden="true">
          <span class="key ok">ok</span>
          <span class="key error">error 4xx</span>
          <span class="key throttle">throttle 429</span>
          <span class="key fault">fault 5xx</span>
        </span>
      </div>
      {answer.problem !== "" && <p class="nothing">{answer.problem}</p>}
      {answer.value !== undefined && nodes.length === 0 && answer.problem === "" && (
        <p class="nothing">{expression === "" ? "No service has been seen yet." : "No trace matches this filter."}</p>
      )}
      {nodes.length > 0 && asTable && <MapTable nodes={nodes} />}
      {nodes.length > 0 && !asTable && MapChart !== undefined && <MapChart nodes={nodes} />}
    </section>
  );
}
