import { ensureTools, findExecutable, pathDirs, PrerequisiteError } from "@pmp/tools";

/** Chrome does as well, under whatever name it has. */
const CHROME = ["chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = ["/Applications/Google Chrome.app/Contents/MacOS"];

/** A browser to test with, or why there is none. */
export type FoundChromium = { readonly path: string } | { readonly reason: string };

/** The machine's own Chromium or Chrome; without one, Chromium from Debian's packages, unpacked into the project's cache. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<FoundChromium> {
  for (const name of CHROME) {
    const path = await findExecutable(name, pathDirs(env));
    if (path !== undefined) return { path };
  }
  const chrome = await findExecutable("Google Chrome", MAC);
  if (chrome !== undefined) return { path: chrome };
  try {
    return { path: (await ensureTools(["chromium"], { env })).tool("chromium") };
  } catch (error) {
    if (error instanceof PrerequisiteError)
      return { reason: `no Chromium on PATH, and none to be had. ${error.message}` };
    throw error;
  }
}
