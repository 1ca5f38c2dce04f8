import { count } from "../logic/format.ts";
import { formatRoute, type View } from "../logic/route.ts";
import { helpOpen, nextTheme } from "../state/commands.ts";
import { route } from "../state/route.ts";
import { theme } from "../state/settings.ts";
import { connection, counters, info } from "../state/traces.ts";
import { ThemeIcon } from "./icons.tsx";

const TABS: readonly { readonly view: View; readonly title: string }[] = [
  { view: "traces", title: "Traces" },
  { view: "map", title: "Map" },
  { view: "sampling", title: "Sampling" },
  { view: "redactions", title: "Redactions" },
  { view: "counters", title: "Counters" },
];

const CONNECTIONS = { connecting: "connecting", live: "live", lost: "connection lost, reconnecting" } as const;

export function Header() {
  return (
    <header class="bar">
      <h1 class="brand">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 4h8M4 8h10M9 12h5" />
        </svg>
        <span>Local X-Ray</span>
      </h1>
      <nav aria-label="Views">
        {TABS.map(({ view, title }) => (
          <a
            key={view}
            href={formatRoute({ view, filter: route.value.filter })}
            aria-current={route.value.view === view ? "page" : undefined}
          >
            {title}
            <Badge view={view} />
          </a>
        ))}
      </nav>
      <span class="where">
        <span class={`connection ${connection.value}`} role="status">
          {CONNECTIONS[connection.value]}
        </span>
        {info.value?.stage !== undefined && <span class="stage">{info.value.stage}</span>}
        {info.value?.command !== undefined && <code title="The traced command">{info.value.command}</code>}
      </span>
      <span class="tools">
        <button
          type="button"
          class="quiet"
          onClick={nextTheme}
          title={`Theme: ${theme.value} (t)`}
          aria-label={`Theme: ${theme.value}`}
        >
          <ThemeIcon theme={theme.value} />
        </button>
        <button
          type="button"
          class="quiet"
          title="Keyboard shortcuts (?)"
          aria-label="Keyboard shortcuts"
          onClick={() => {
            helpOpen.value = true;
          }}
        >
          ?
        </button>
      </span>
    </header>
  );
}

function Badge({ view }: { readonly view: View }) {
  if (view === "traces") return <small class="badge">{count(counters.value?.traces ?? 0)}</small>;
  const rejected = counters.value?.rejected.reduce((sum, reason) => sum + reason.count, 0) ?? 0;
  if (view !== "counters" || rejected === 0) return null;
  return (
    <small class="badge alert" title="rejected documents">
      {count(rejected)}
    </small>
  );
}
