import { route } from "../state/route.ts";
import { TraceList } from "./traces/list.tsx";
import { TracePane } from "./traces/pane.tsx";

/** The list, and the open trace next to it. */
export function TracesView() {
  const { trace } = route.value;
  return (
    <div class={trace === undefined ? "traces" : "traces with-trace"}>
      <TraceList />
      {trace !== undefined && <TracePane id={trace} />}
    </div>
  );
}
