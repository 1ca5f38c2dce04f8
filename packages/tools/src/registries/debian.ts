import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TOOLS, type ToolName } from "../catalog.ts";
import { commandNeed } from "../needs.ts";
import { capture, run } from "../run.ts";
import { enumerate, type Step, type StepContext } from "../step.ts";

interface DebianTool {
  readonly package: string;
  /** Folder of the files inside the package. */
  readonly dir: string;
  /** Packages with files that the program looks for beside itself: fetched even where the system has them. */
  readonly beside?: readonly string[];
  /** The one binary behind all of the tool's files; its first argument says which. */
  readonly multiCall?: string;
}

const PACKAGES = {
  etcd: { package: "etcd-server", dir: "usr/bin" },
  containerd: { package: "containerd", dir: "usr/bin" },
  runc: { package: "runc", dir: "usr/sbin" },
  "cni-plugins": { package: "containernetworking-plugins", dir: "usr/lib/cni" },
  iptables: { package: "iptables", dir: "usr/sbin", multiCall: "xtables-nft-multi" },
  conntrack: { package: "conntrack", dir: "usr/sbin" },
  // /usr/bin/chromium is a script for desktops.
  chromium: { package: "chromium", dir: "usr/lib/chromium", beside: ["chromium-common"] },
} as const satisfies Partial<Record<ToolName, DebianTool>>;

type DebianName = keyof typeof PACKAGES;

export function isDebianTool(tool: ToolName): tool is DebianName {
  return tool in PACKAGES;
}

/**
 * Tools from Debian packages, unpacked into the cache. Nothing is installed into the system: no service starts, no file
 * outside the cache changes. A library that the system lacks is unpacked beside the tool, and a wrapper points to it.
 */
export function debianStep(tools: readonly ToolName[]): Step {
  const wanted = tools.filter(isDebianTool);
  const fix = "install apt, or put the tool itself on PATH with your package manager";
  return {
    id: "debian",
    title: `${enumerate(wanted)} from Debian packages`,
    tools: wanted,
    cpuMinutes: 0.3,
    peakGB: 0.6,
    keptGB: 0.3,
    needs: [commandNeed("apt-get", fix), commandNeed("dpkg-deb", fix)],
    run: (context) => unpackPackages(wanted, context),
  };
}

/** "debian-12": packages of another release of the distribution may need other libraries. */
export async function debianVersion(): Promise<string> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const value = (key: string): string => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(text)?.[1] ?? "";
  return `${value("ID") || "linux"}-${value("VERSION_ID") || "unknown"}`;
}

async function unpackPackages(tools: readonly DebianName[], context: StepContext): Promise<void> {
  const { buildDir, log, signal } = context;
  const env = { ...context.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const archives = join(buildDir, "cache/archives");
  await mkdir(join(archives, "partial"), { recursive: true });
  await mkdir(join(buildDir, "state/lists/partial"), { recursive: true });
  // The system's status file tells apt which libraries are there already; everything that apt writes is in the cache.
  const apt = [
    ["Dir::State", join(buildDir, "state")],
    ["Dir::State::status", "/var/lib/dpkg/status"],
    ["Dir::Cache", join(buildDir, "cache")],
    ["APT::Sandbox::User", "root"],
    ["Debug::NoLocking", "true"],
    ["Acquire::Retries", "3"],
  ].flatMap(([key, value]) => ["-o", `${String(key)}=${String(value)}`]);
  const options = { env, log, signal };
  context.task.update("package lists");
  await run("apt-get", [...apt, "update"], options);
  context.task.update("packages");
  const entries = tools.map((tool): DebianTool => PACKAGES[tool]);
  const names = entries.flatMap((entry) => [entry.package, ...(entry.beside ?? [])]);
  const flags = ["install", "--download-only", "--reinstall", "--no-install-recommends", "--yes"];
  await run("apt-get", [...apt, ...flags, ...names], options);
  const debs = (await readdir(archives)).filter((name) => name.endsWith(".deb")).map((name) => join(archives, name));
  const mains: ReadonlySet<string> = new Set(Object.values(PACKAGES).map((entry) => entry.package));
  const libraries = debs.filter((path) => !mains.has(packageOf(path)));
  const version = await debianVersion();
  for (const tool of tools) {
    const main = debs.find((path) => packageOf(path) === PACKAGES[tool].package);
    if (main === undefined) throw new Error(`apt-get brought no package ${PACKAGES[tool].package}; see ${log}`);
    await context.store.add(tool, version, "debian", (dir) => place(tool, main, libraries, dir, context));
  }
}

/** "libmnl0" of ".../libmnl0_1.0.4-3_amd64.deb". */
function packageOf(path: string): string {
  return /([^/_]+)_[^/]*$/.exec(path)?.[1] ?? "";
}

/** Puts one package's programs into `<dir>/bin`: as they are, or as wrappers around `<dir>/root` when they need libraries. */
async function place(
  tool: DebianName,
  main: string,
  libraries: readonly string[],
  dir: string,
  { env, log, signal }: StepContext,
): Promise<void> {
  const root = join(dir, "root");
  const entry: DebianTool = PACKAGES[tool];
  const files = TOOLS[tool].files;
  await run("dpkg-deb", ["-x", main, root], { env, log, signal });
  const program = entry.multiCall ?? files[0];
  const lacks = entry.beside !== undefined || (await lacksLibraries(join(root, entry.dir, program), env));
  if (!lacks && entry.multiCall === undefined) {
    for (const file of files) await rename(join(root, entry.dir, file), join(dir, "bin", file));
    await rm(root, { recursive: true });
    return;
  }
  if (lacks) for (const library of libraries) await run("dpkg-deb", ["-x", library, root], { env, log, signal });
  for (const file of files) {
    const target = entry.multiCall === undefined ? `${entry.dir}/${file}` : `${entry.dir}/${entry.multiCall}" "${file}`;
    await writeFile(join(dir, "bin", file), wrapper(target));
    await chmod(join(dir, "bin", file), 0o755);
  }
}

async function lacksLibraries(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const answer = await capture("ldd", [program], { env: { ...env, LC_ALL: "C" } });
  return answer === undefined || answer.output.includes("not found");
}

/** Folders below the one of the libraries in which Debian keeps libraries that only other libraries use. */
const PRIVATE_LIBRARIES = ["pulseaudio"];

/** iptables finds its extensions by XTABLES_LIBDIR: https://manpages.debian.org/bookworm/iptables/iptables.8.en.html */
function wrapper(target: string): string {
  const triplet = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  const libraries = [
    `usr/lib/${triplet}`,
    `lib/${triplet}`,
    ...PRIVATE_LIBRARIES.map((dir) => `usr/lib/${triplet}/${dir}`),
  ];
  return [
    "#!/bin/sh",
    'root="${0%/*}/../root"',
    `export LD_LIBRARY_PATH="${libraries.map((dir) => `$root/${dir}`).join(":")}"`,
    `export XTABLES_LIBDIR="$root/usr/lib/${triplet}/xtables"`,
    `exec "$root/${target}" "$@"`,
    "",
  ].join("\n");
}
