import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CLUSTER_TOOLS } from "../../../../packages/tools/src/catalog.ts";
import { goStep, goVersion, isGoTool } from "../../../../packages/tools/src/registries/go.ts";
import { TRIMS } from "../../../../packages/tools/src/registries/go-trim.ts";
import { contextFor, moduleFor, script, temporaryFolder } from "../support.ts";

const source = join(import.meta.dirname, "../../../../packages/tools/src");
const read = (path: string): Promise<string> => readFile(join(source, path), "utf8");

/** A stand-in for go: `list` prints four packages, `build` compiles them and writes a file for each target. */
async function fakeGo(): Promise<{ readonly bin: string; readonly seen: string }> {
  const root = await temporaryFolder();
  const seen = join(root, "seen");
  const modules = await Promise.all(TRIMS.map(async (trim) => `${trim.module}|${await moduleFor(trim)}`));
  await script(
    join(root, "bin", "go"),
    `echo "$PWD $*" >> ${seen}; env | grep -E '^(GO|CGO)' >> ${seen}
command=$1
if [ "$1 $2" = "list -m" ]; then printf '%s\\n' ${modules.map((line) => `'${line}'`).join(" ")}; exit; fi
if [ "$1" = mod ]; then exit; fi
if [ "$command" = list ]; then printf 'go: downloading a v1\\na\\nexample.com/b/c\\nd-e\\nmain\\n'; exit; fi
printf 'a\\nexample.com/b/c\\n# a warning\\nd-e\\nmain\\n' >&2
while [ $# -gt 0 ]; do
  case "$1" in
    -o) out=$2; shift;;
    .) echo x > "$out/collector";;
    *cmd/*|./*) echo x > "$out/\${1##*/}";;
  esac
  shift
done`,
  );
  return { bin: join(root, "bin"), seen };
}

describe("packages/tools/registries/go", () => {
  it("builds all tools in two builds, statically, with everything that Go writes in the cache", async () => {
    const { bin, seen } = await fakeGo();
    const states: string[] = [];
    const context = await contextFor(
      { PATH: `${bin}:/usr/bin:/bin`, GOFLAGS: "-mod=mod", GOBIN: "/elsewhere" },
      states,
    );
    const tools = CLUSTER_TOOLS.filter(isGoTool);
    assert.equal(tools.length, 9);
    await goStep(tools).run(context);
    for (const tool of tools) assert.equal((await context.store.find(tool, goVersion(tool)))?.source, "go", tool);

    const lines = (await readFile(seen, "utf8")).split("\n");
    const builds = lines.filter((line) => line.includes(" build "));
    assert.equal(builds.length, 2);
    assert.ok(builds[0]!.startsWith(join(source, "collector")));
    assert.ok(builds[1]!.startsWith(join(source, "go")));
    const values = (name: string): Set<string> =>
      new Set(lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1)));
    for (const name of ["GOPATH", "GOCACHE", "GOMODCACHE"]) {
      for (const value of values(name)) assert.ok(value.startsWith(context.buildDir), `${name}=${value}`);
      assert.equal(values(name).size, 1, name);
    }
    const modfile = join(context.buildDir, "trimmed/go.mod");
    assert.deepEqual([builds[0]!.includes("-modfile="), builds[1]!.includes(`-modfile=${modfile} `)], [false, true]);
    assert.deepEqual(values("CGO_ENABLED"), new Set(["0"]));
    assert.deepEqual(
      values("GOFLAGS"),
      new Set(["-mod=readonly -modcacherw"]),
      "go.sum decides, whatever the user's flags",
    );
    assert.deepEqual(states, [
      "collector: fetching modules",
      ...[
        "collector: 1 of 4 packages",
        "collector: 2 of 4 packages",
        "collector: 3 of 4 packages",
        "collector: linking",
      ],
      ...["fetching modules", "1 of 4 packages", "2 of 4 packages", "3 of 4 packages", "linking"],
    ]);
  });

  it("builds only what is asked for", async () => {
    const { bin, seen } = await fakeGo();
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await goStep(["pause"]).run(context);
    const builds = (await readFile(seen, "utf8")).split("\n").filter((line) => line.includes(" build "));
    assert.equal(builds.length, 1);
    assert.ok(builds[0]!.endsWith("/bin/ ./pause"));
    assert.ok(!builds[0]!.includes("-modfile="));
  });

  it("installs under the versions that go.mod pins", async () => {
    const modules = await read("go/go.mod");
    const pinned = (text: string, module: string): string | undefined =>
      new RegExp(`^\\s*(?:require )?${module} v(\\S+)`, "m").exec(text)?.[1];
    assert.equal(pinned(modules, "k8s.io/kubernetes"), goVersion("kubelet"));
    assert.equal(pinned(modules, "github.com/pulumi/pulumi/pkg/v3"), goVersion("pulumi"));
    assert.equal(pinned(modules, "github.com/coredns/coredns"), goVersion("coredns"));
    const staging = [...modules.matchAll(/^\s*(k8s\.io\/\S+) => (k8s\.io\/\S+) v0\.(\S+)$/gm)];
    assert.ok(staging.length > 20);
    for (const [, from, to, version] of staging) {
      assert.equal(to, from);
      assert.equal(`1.${version!}`, goVersion("kubelet"), from);
    }
    const collector = await read("collector/go.mod");
    for (const module of ["receiver/awsxrayreceiver", "exporter/awsxrayexporter", "extension/healthcheckextension"]) {
      const path = `github.com/open-telemetry/opentelemetry-collector-contrib/${module}`;
      assert.equal(pinned(collector, path), goVersion("collector").split("-")[0]);
    }
    assert.match(await read("collector/main.go"), new RegExp(`Version: +"${goVersion("collector")}"`));
  });

  it("asks for the Go that go.mod asks for", async () => {
    const needed = /GO_VERSION = "(\S+)"/.exec(await read("needs.ts"))?.[1];
    assert.equal(/^go (\S+)$/m.exec(await read("go/go.mod"))?.[1], needed);
  });

  it("has the checksum of each module that is built, so that no checksum database is asked", async () => {
    for (const module of ["go", "collector"]) {
      const sums = await read(`${module}/go.sum`);
      const required = [...(await read(`${module}/go.mod`)).matchAll(/^\t(\S+) (v\S+)(?: \/\/ indirect)?$/gm)];
      assert.ok(required.length > 100);
      const replaced = new Set(
        [...(await read(`${module}/go.mod`)).matchAll(/^\t(\S+) => /gm)].map((match) => match[1]),
      );
      const unknown = required.filter(
        ([, path, version]) => !replaced.has(path) && !sums.includes(`${path!} ${version!}/go.mod h1:`),
      );
      assert.deepEqual(
        unknown.map(([line]) => line.trim()),
        [],
      );
    }
  });
});
