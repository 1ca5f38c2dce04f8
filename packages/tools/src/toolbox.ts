import { delimiter, dirname } from "node:path";
import { TOOLS, type ToolName } from "./catalog.ts";
import type { InstalledTool } from "./store.ts";

/** The tools that were asked for, ready to run. */
export interface Toolbox {
  readonly tools: readonly InstalledTool[];
  /** Environment for a process that starts tools by name: PATH with the cached tools before everything else. */
  readonly env: { readonly PATH: string };
  /** Absolute path of the tool's main executable. Throws when the tool was not asked for. */
  tool(name: ToolName): string;
  /** Absolute path of one of the tool's executables, such as `ctr` of containerd. */
  file(name: ToolName, file: string): string;
  /** The folder of the tool's executables, such as the CNI plugins'. */
  dir(name: ToolName): string;
}

export function createToolbox(tools: readonly InstalledTool[], env: NodeJS.ProcessEnv): Toolbox {
  const byName = new Map(tools.map((tool) => [tool.tool, tool]));
  const file = (name: ToolName, wanted: string): string => {
    const path = byName.get(name)?.files[wanted];
    if (path === undefined) throw new Error(`${wanted} of ${name} is not in this toolbox: ask ensureTools for it`);
    return path;
  };
  const tool = (name: ToolName): string => file(name, TOOLS[name].files[0]);
  // Only the cache's folders go first: moving a PATH folder to the front could shadow other tools with old versions.
  const cached = tools.filter((entry) => entry.source !== "path").map((entry) => dirname(tool(entry.tool)));
  return {
    tools,
    env: { PATH: [...cached, env.PATH ?? ""].filter((dir) => dir !== "").join(delimiter) },
    tool,
    file,
    dir: (name) => dirname(tool(name)),
  };
}
