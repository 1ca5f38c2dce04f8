import { randomUUID } from "node:crypto";
import { access, chmod, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TOOLS, type ToolName } from "./catalog.ts";

export type SourceKind = "path" | "release" | "npm" | "debian" | "go" | "cargo";

/** A tool that is ready for use. */
export interface InstalledTool {
  readonly tool: ToolName;
  readonly version: string;
  readonly source: SourceKind;
  /** Absolute path of each of the tool's files, by its name. */
  readonly files: Readonly<Record<string, string>>;
}

interface Marker {
  readonly tool: string;
  readonly version: string;
  readonly source: SourceKind;
  /** Size in bytes of each file in `bin`, to detect a file truncated by a crash. */
  readonly sizes: Readonly<Record<string, number>>;
}

const MARKER = "installed.json";
const UNFINISHED = ".unfinished-";

/**
 * The installed tools: `<root>/<tool>-<version>/` with `bin/` and the marker `installed.json`. A tool is assembled in a
 * temporary folder that is renamed when complete, so that a tool's folder is either complete or absent.
 */
export class Store {
  readonly root: string;

  constructor(cache: string) {
    this.root = join(cache, "tools");
  }

  /** The tool when it is there and whole, otherwise undefined. */
  async find(tool: ToolName, version: string): Promise<InstalledTool | undefined> {
    const dir = this.dir(tool, version);
    const marker = await readMarker(join(dir, MARKER));
    if (marker?.tool !== tool || marker.version !== version) return undefined;
    const files: Record<string, string> = {};
    for (const name of TOOLS[tool].files) {
      const file = join(dir, "bin", name);
      if (!(await isWhole(file, marker.sizes[name]))) return undefined;
      files[name] = file;
    }
    return { tool, version, source: marker.source, files };
  }

  /**
   * Adds a tool: `fill` puts its files into `<dir>/bin` (and whatever else they need into `<dir>`).
   * Throws when one of the tool's files is missing afterwards.
   */
  async add(
    tool: ToolName,
    version: string,
    source: SourceKind,
    fill: (dir: string) => Promise<void>,
  ): Promise<InstalledTool> {
    const unfinished = join(this.root, `${UNFINISHED}${tool}-${randomUUID()}`);
    await mkdir(join(unfinished, "bin"), { recursive: true });
    await fill(unfinished);
    const sizes: Record<string, number> = {};
    for (const name of TOOLS[tool].files) {
      const file = join(unfinished, "bin", name);
      await chmod(file, 0o755);
      sizes[name] = (await stat(file)).size;
    }
    const marker: Marker = { tool, version, source, sizes };
    await writeFile(join(unfinished, MARKER), `${JSON.stringify(marker, null, 2)}\n`, { flush: true });
    await rm(this.dir(tool, version), { recursive: true, force: true });
    await rename(unfinished, this.dir(tool, version));
    const installed = await this.find(tool, version);
    if (installed === undefined) throw new Error(`${this.dir(tool, version)} is not whole right after it was written`);
    return installed;
  }

  /** Removes the leftovers of an interrupted run. Only the holder of the install lock may call it. */
  async sweep(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    for (const name of await readdir(this.root)) {
      if (name.startsWith(UNFINISHED)) await rm(join(this.root, name), { recursive: true, force: true });
    }
  }

  private dir(tool: ToolName, version: string): string {
    return join(this.root, `${tool}-${version}`);
  }
}

async function readMarker(path: string): Promise<Marker | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return isMarker(value) ? value : undefined;
  } catch {
    return undefined; // Missing or damaged: the tool is installed again.
  }
}

const SOURCES: ReadonlySet<unknown> = new Set<SourceKind>(["path", "release", "npm", "debian", "go", "cargo"]);

function isMarker(value: unknown): value is Marker {
  if (typeof value !== "object" || value === null) return false;
  if (!("tool" in value && "version" in value && "source" in value && "sizes" in value)) return false;
  return (
    typeof value.tool === "string" &&
    typeof value.version === "string" &&
    SOURCES.has(value.source) &&
    typeof value.sizes === "object" &&
    value.sizes !== null
  );
}

async function isWhole(file: string, size: number | undefined): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).size === size;
  } catch {
    return false;
  }
}
