import { effect, signal } from "@preact/signals";

/** The user's settings, in the browser's local storage if it is available. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(THEMES.find((name) => name === read("theme")) ?? "system");
/** Region of the AWS console; empty until it is entered. */
export const consoleRegion = signal(read("region") ?? "");
/** Single-key shortcuts can conflict with speech input: https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts */
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
    // The setting lasts until the page is closed.
  }
}
