import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ToolName } from "../catalog.ts";
import { goNeed } from "../needs.ts";
import { run, type RunOptions } from "../run.ts";
import { enumerate, type Step, type StepContext } from "../step.ts";
import { TRIMS, trimModule, writeModfile, type Trim } from "./go-trim.ts";

interface GoTool {
  readonly version: string;
  readonly module: "go" | "collector";
  /** Import path, or a folder of the module. The last element is the name of the binary. */
  readonly target: string;
  readonly cpuMinutes: number;
}

const KUBERNETES = "1.36.3";
const kubernetes = (name: string, cpuMinutes: number): GoTool => ({
  version: KUBERNETES,
  module: "go",
  target: `k8s.io/kubernetes/cmd/${name}`,
  cpuMinutes,
});

/** Versions as in go/go.mod and collector/go.mod, which decide. */
const GO_TOOLS = {
  pulumi: {
    version: "3.255.0",
    module: "go",
    target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    cpuMinutes: 2,
  },
  "kube-apiserver": kubernetes("kube-apiserver", 3.9),
  "kube-controller-manager": kubernetes("kube-controller-manager", 0.8),
  "kube-scheduler": kubernetes("kube-scheduler", 0.3),
  "kube-proxy": kubernetes("kube-proxy", 0.2),
  kubelet: kubernetes("kubelet", 0.8),
  coredns: { version: "1.14.0", module: "go", target: "./coredns", cpuMinutes: 0.3 },
  pause: { version: "1.0.0", module: "go", target: "./pause", cpuMinutes: 0.1 },
  // The number behind the dash counts this project's own changes of the program.
  collector: { version: "0.130.0-3", module: "collector", target: ".", cpuMinutes: 1.5 },
} satisfies Partial<Record<ToolName, GoTool>>;

type GoName = keyof typeof GO_TOOLS;

export function isGoTool(tool: ToolName): tool is GoName {
  return tool in GO_TOOLS;
}

export function goVersion(tool: GoName): string {
  return GO_TOOLS[tool].version;
}

/** Builds the tools from the Go modules beside this file; go.sum holds the checksum of each module. */
export function goStep(tools: readonly ToolName[]): Step {
  const wanted = tools.filter(isGoTool);
  const cpuMinutes = wanted.reduce((sum, tool) => sum + GO_TOOLS[tool].cpuMinutes, 0);
  return {
    id: "go",
    title: `compiling ${enumerate(wanted)} from Go modules`,
    tools: wanted,
    cpuMinutes,
    peakGB: wanted.some((tool) => GO_TOOLS[tool].module === "go") ? 7 : 2,
    keptGB: 0.1 * wanted.length,
    memoryGB: 1.8,
    needs: [goNeed],
    run: (context) => build(wanted, context),
  };
}

async function build(tools: readonly GoName[], context: StepContext): Promise<void> {
  const { buildDir, log, signal, store } = context;
  const env = goEnv(context.env, buildDir);
  const bin = join(buildDir, "bin");
  await mkdir(bin, { recursive: true });
  // The collector first: it is the smaller one, and warms the cache with the standard library for the other.
  for (const module of ["collector", "go"] as const) {
    const group = tools.filter((tool) => GO_TOOLS[tool].module === module);
    if (group.length === 0) continue;
    const cwd = join(import.meta.dirname, "..", module);
    const targets = group.map((tool) => GO_TOOLS[tool].target);
    context.task.update(`${module === "go" ? "" : "collector: "}fetching modules`);
    const options = { cwd, env, log, signal, nice: 5 };
    const trims = TRIMS.filter((trim) => group.some((tool) => trim.tools.includes(tool)));
    const flags = [...(await withoutParts(trims, buildDir, options)), ...buildFlags()];
    let total = 0;
    const list = ["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", ...flags, ...targets];
    await run("go", list, { ...options, onLine: (line) => (total += isPackage(line) ? 1 : 0) });
    let compiled = 0;
    await run("go", ["build", "-v", ...flags, "-o", `${bin}/`, ...targets], {
      ...options,
      onLine: (line) => {
        if (!isPackage(line)) return;
        compiled++;
        const what = compiled < total ? `${String(compiled)} of ${String(total)} packages` : "linking";
        context.task.update(module === "go" ? what : `collector: ${what}`);
      },
    });
    for (const tool of group) {
      await store.add(tool, GO_TOOLS[tool].version, "go", (dir) => rename(join(bin, tool), join(dir, "bin", tool)));
    }
  }
}

/** Flags for a build with modules that lack parts; go checks each module's checksum before it is copied. */
async function withoutParts(
  trims: readonly Trim[],
  buildDir: string,
  options: RunOptions & { readonly cwd: string },
): Promise<string[]> {
  if (trims.length === 0) return [];
  const target = join(buildDir, "trimmed");
  const modules = trims.map(({ module }) => module);
  await run("go", ["mod", "download", ...modules], options);
  const sources = new Map<string, string>();
  const onLine = (line: string): void => {
    const [module = "", dir] = line.split("|");
    if (dir !== undefined) sources.set(module, dir);
  };
  await run("go", ["list", "-m", "-f", "{{.Path}}|{{.Dir}}", ...modules], { ...options, onLine });
  const copies = new Map<string, string>();
  for (const trim of trims) {
    const source = sources.get(trim.module);
    if (source === undefined) throw new Error(`go list names no folder of ${trim.module}; see ${options.log}`);
    const copy = join(target, trim.module);
    await trimModule(trim, source, copy);
    copies.set(trim.module, copy);
  }
  return [`-modfile=${await writeModfile(options.cwd, target, copies)}`];
}

/** Go writes only to the build folder; the module source is the user's own setting. */
function goEnv(env: NodeJS.ProcessEnv, buildDir: string): NodeJS.ProcessEnv {
  return {
    ...env,
    GOPATH: buildDir,
    GOMODCACHE: join(buildDir, "mod"),
    GOCACHE: join(buildDir, "cache"),
    GOBIN: "",
    GOWORK: "off",
    GOFLAGS: "-mod=readonly -modcacherw",
    CGO_ENABLED: "0",
    // Less garbage collection: a tenth less processor time than with 200, for some 500 MB in each compiler. Switching
    // it off was measured to save no more, and takes twice the memory.
    GOGC: "400",
  };
}

/** No debug information: it takes a third more time and isn't used here. */
function buildFlags(): string[] {
  const version = "k8s.io/component-base/version";
  const [major = "", minor = ""] = KUBERNETES.split(".");
  const set = {
    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${GO_TOOLS.pulumi.version}`,
    [`${version}.gitVersion`]: `v${KUBERNETES}`,
    [`${version}.gitMajor`]: major,
    [`${version}.gitMinor`]: minor,
  };
  const defines = Object.entries(set).map(([name, value]) => `-X ${name}=${value}`);
  return ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false", "-ldflags", ["-s", "-w", ...defines].join(" ")];
}

/** An import path alone on its line, and not one of the messages of the go command. */
function isPackage(line: string): boolean {
  return /^[\w.~/-]+$/.test(line);
}
