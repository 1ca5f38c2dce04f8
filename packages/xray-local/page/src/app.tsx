import { useEffect } from "preact/hooks";
import { Header } from "./parts/header.tsx";
import { HelpDialog } from "./parts/help.tsx";
import { StatusBar } from "./parts/status-bar.tsx";
import { Toast } from "./parts/toast.tsx";
import { FilterBar } from "./parts/filter-bar.tsx";
import { handleKey } from "./state/commands.ts";
import { route } from "./state/route.ts";
import { CountersView } from "./views/counters.tsx";
import { MapView } from "./views/map.tsx";
import { RedactionsView } from "./views/redactions.tsx";
import { SamplingView } from "./views/sampling.tsx";
import { TracesView } from "./views/traces.tsx";

const TITLES = {
  traces: "Traces",
  map: "Service map",
  sampling: "Sampling",
  redactions: "Redactions",
  counters: "Counters",
} as const;

/** The whole page: header, one view, status bar. */
export function App() {
  const { view } = route.value;
  useEffect(() => {
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, []);
  useEffect(() => {
    document.title = `${TITLES[view]} · Local X-Ray`;
  }, [view]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the content
      </button>
      <Header />
      <main id="content" tabIndex={-1} aria-label={TITLES[view]}>
        {(view === "traces" || view === "map") && <FilterBar />}
        {view === "traces" && <TracesView />}
        {view === "map" && <MapView />}
        {view === "sampling" && <SamplingView />}
        {view === "redactions" && <RedactionsView />}
        {view === "counters" && <CountersView />}
      </main>
      <StatusBar />
      <HelpDialog />
      <Toast />
    </>
  );
}
