import { effect, signal } from "@preact/signals";

/** What the reader chose, kept in the browser. A browser that keeps nothing (private windows) is no reason to fail. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(THEMES.find((name) => name === read("theme")) ?? "system");
/** Region of the real console. Empty: not asked yet. */
export const consoleRegion = signal(read("region") ?? "");
/** Shortcuts of a single key can be in the way of speech input: https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts */
export const shortcuts = signal(read("shortcuts") !== "off");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  write("theme", theme.value);
});
effect(() => write("region", consoleRegion.value));
effect(() => write("shortcuts", shortcuts.value ? "on" : "off"));

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(`pmp-xray.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`pmp-xray.${key}`, value);
  } catch {
    // The choice holds until the page is closed.
  }
}
