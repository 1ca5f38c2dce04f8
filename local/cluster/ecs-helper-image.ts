import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { sharedLibraries, type ImageFile, type ImageSpec } from "./images.ts";

/** What the emulator's script calls besides iptables, by the places where Linux systems have them. */
const commands = ["sh", "getent", "awk"] as const;
const commandDirs = ["/usr/bin", "/bin"];
/** The extensions of iptables for `-p tcp` and `-j DNAT`; those that exist are taken. */
const extension = /^lib(?:xt|ipt)_(?:DNAT|NAT|standard|tcp)\.so$/;
const executable = 0o755;

/**
 * An image in which the emulator's script redirects the address of the ECS agent (169.254.170.2) to the emulator. Its
 * programs are this machine's, and the iptables that the node uses.
 */
export async function ecsHelperImage(iptables: string): Promise<Omit<ImageSpec, "reference">> {
  const shell = commands.map((name) => ({ source: find(name), target: `/usr/bin/${name}`, mode: executable }));
  const rules = iptablesOf(iptables);
  const env = { LD_LIBRARY_PATH: rules.libraryDirs.join(":") };
  const programs = [...shell.map(({ source }) => source), rules.program, ...rules.extensions];
  const libraries = await Promise.all(programs.map((program) => sharedLibraries(program, env)));
  const files = [
    ...shell,
    { source: rules.program, target: "/usr/bin/iptables", mode: executable },
    ...rules.extensions.map((source) => ({
      source,
      target: join("/usr/lib/xtables", nameOf(source)),
      mode: executable,
    })),
    // The loader is at the place that the programs name; other libraries are where it looks.
    ...[...new Set(libraries.flat())].map((source): ImageFile => ({
      source,
      target: source.includes("/ld-linux") ? source : join("/usr/lib", nameOf(source)),
      mode: executable,
    })),
  ];
  return {
    layers: [files],
    entrypoint: ["/usr/bin/sh"],
    // The emulator runs it as root in its pod.
    user: "65535:65535",
    env: ["LD_LIBRARY_PATH=/usr/lib", "XTABLES_LIBDIR=/usr/lib/xtables"],
  };
}

interface Iptables {
  readonly program: string;
  readonly libraryDirs: readonly string[];
  readonly extensions: readonly string[];
}

/** The files of iptables: of this machine's own, or of the one that @pmp/tools unpacked, whose command is a script. */
function iptablesOf(command: string): Iptables {
  const isScript = readFileSync(command).subarray(0, 2).toString() === "#!";
  const root = isScript ? join(dirname(command), "..", "root") : "/";
  const program = isScript ? join(root, "usr/sbin/xtables-nft-multi") : realpathSync(command);
  const libraryDirs = ["lib", "usr/lib"]
    .map((dir) => join(root, dir))
    .flatMap((dir) => [dir, ...subfolders(dir)])
    .filter((dir) => existsSync(dir));
  const extensions = libraryDirs
    .map((dir) => join(dir, "xtables"))
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir).map((name) => join(dir, name)))
    .filter((file) => extension.test(nameOf(file)));
  return { program, libraryDirs: isScript ? libraryDirs : [], extensions };
}

function subfolders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(dir, entry.name)] : [],
  );
}

function find(name: string): string {
  const found = commandDirs.map((dir) => join(dir, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is neither in ${commandDirs.join(" nor in ")}`);
  return found;
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
