import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

const ROOT = join(import.meta.dirname, "../../../../..");
const KEPT = join(ROOT, "packages/xray-local/dist/pictures");
const DOCS = join(ROOT, "docs/images");
/** The pictures that documents show, by the name of their file there. `npm run pictures` puts them there anew. */
const SHOWN: Readonly<Record<string, string>> = {
  "trace-light": "pmp-xray-dev.png",
  "trace-dark": "pmp-xray-dev-dark.png",
};

/** Keeps a picture of the page for people to look at: `packages/xray-local/dist/pictures/NAME.png`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  const path = join(KEPT, `${name}.png`);
  await page.screenshot({ path });
  const shown = SHOWN[name];
  if (shown === undefined || process.env.PMP_XRAY_PICTURES !== "docs") return;
  await mkdir(DOCS, { recursive: true });
  await copyFile(path, join(DOCS, shown));
}
