import { signal } from "@preact/signals";
import { batchGetTraces, getTraceSummaries } from "../logic/aws-cli.ts";
import { commandOf, type Command } from "../logic/keys.ts";
import { copy } from "./copy.ts";
import { filter, go, route } from "./route.ts";
import { shortcuts, theme, THEMES } from "./settings.ts";
import { info, togglePause, traces } from "./traces.ts";

export const helpOpen = signal(false);

/** Elements that commands move the focus to; each registers itself. */
export const focusTargets: { filter?: HTMLElement | null; list?: HTMLElement | null; waterfall?: HTMLElement | null } =
  {};

/** X-Ray's limit for one request. */
const SIX_HOURS = 6 * 3600;

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || !shortcuts.value) return;
  const { target } = event;
  const typing = target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
  const inDialog = target instanceof Element && target.closest("dialog") !== null;
  const { key, ctrlKey, metaKey, altKey } = event;
  const command = inDialog ? undefined : commandOf({ key, ctrlKey, metaKey, altKey, typing });
  if (command === undefined) return;
  event.preventDefault();
  run(command);
}

export function run(command: Command): void {
  switch (command) {
    case "filter":
      if (route.value.view !== "map") go({ view: "traces" });
      // The filter may only be rendered with the new view.
      requestAnimationFrame(() => focusTargets.filter?.focus());
      return;
    case "next":
      step(1);
      return;
    case "previous":
      step(-1);
      return;
    case "newest":
      open(traces.value[0]?.id);
      return;
    case "back":
      back();
      return;
    case "pause":
      togglePause();
      return;
    case "copy":
      void copyCommand();
      return;
    case "theme":
      nextTheme();
      return;
    case "help":
      helpOpen.value = true;
      return;
    default:
      go({ view: command });
  }
}

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "system";
}

function step(by: number): void {
  const at = traces.value.findIndex(({ id }) => id === route.value.trace);
  const next = Math.max(0, Math.min(traces.value.length - 1, at < 0 ? 0 : at + by));
  open(traces.value[next]?.id);
}

function open(id: string | undefined): void {
  if (id !== undefined) go({ view: "traces", trace: id, segment: undefined }, route.value.trace !== undefined);
}

function back(): void {
  if (route.value.trace !== undefined) {
    go({ trace: undefined, segment: undefined });
    requestAnimationFrame(() => focusTargets.list?.focus());
  } else if (filter.value !== "") go({ filter: "" });
}

/** The AWS CLI command for the open trace, or for the filtered list. */
function cliCommand(): string {
  const target = { endpoint: info.value?.apiUrl, region: info.value?.region ?? "us-east-1" };
  const { trace } = route.value;
  if (trace !== undefined) return batchGetTraces(trace, target);
  const to = Date.now() / 1000 + 60;
  return getTraceSummaries(filter.value, to - SIX_HOURS, to, target);
}

const copyCommand = (): Promise<void> => copy(cliCommand(), "AWS CLI command");
